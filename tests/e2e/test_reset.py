"""Links that work once, in a real browser: a forgotten password's and an invitation's, in three languages and as many looks."""

import re
from typing import Any

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext
from playwright.sync_api import Page, expect

from osuuskunta.accounts.links import one_time_link
from osuuskunta.accounts.models import User
from tests.e2e.door import heard, sign_in
from tests.e2e.looks import labels, refused, tab_to, tells, write
from tests.factories.accounts import PASSWORD, a_grant, a_user
from tests.factories.project import a_project, a_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NEW = "kuusi-uutta-karpaloa-9"


@pytest.fixture
def trainer(live_server: Any, language: str) -> User:
    project = a_project("ALFA")
    user = a_user("Kaino Kouluttaja", password=PASSWORD, language=language)
    a_grant(user, project, "trainer", site=a_site(project))
    return user


def test_a_forgotten_password_is_replaced_by_way_of_a_mail(
    visitor: Page, language: str, live_server: Any, trainer: User, mailoutbox: Any
) -> None:
    with heard(visitor):
        visitor.goto(f"{live_server.url}/accounts/login/")
        tells(visitor, language, "Sign in")
        tab_to(visitor, "a[href='/accounts/password/']")
        visitor.keyboard.press("Enter")
        tells(visitor, language, "Ask for a new password")
        write(visitor, "#id_email", "kaino")
        visitor.keyboard.press("Enter")
        refused(visitor, *labels(visitor, "email"))
        assert visitor.input_value("#id_email") == "kaino"
        tells(visitor, language, "Ask for a new password")
        visitor.fill("#id_email", trainer.email)
        visitor.keyboard.press("Enter")
        tells(visitor, language, "Look into your mail")
        with translation.override(language):
            assert [mail.subject for mail in mailoutbox] == [gettext("A new password for Osuuskunta")]
        link = live_server.url + re.search(r"https?://[^/]+(/accounts/\S+)", mailoutbox[0].body)[1]
        visitor.goto(link)
        tells(visitor, language, "Choose a new password")
        visitor.fill("#id_password1", "lyhyt")
        visitor.fill("#id_password2", "toinen")
        visitor.keyboard.press("Enter")
        expect(visitor.locator(".summary")).to_be_focused()
        tells(visitor, language, "Choose a new password")
        write(visitor, "#id_password1", NEW)
        write(visitor, "#id_password2", NEW)
        visitor.keyboard.press("Enter")
        tells(visitor, language, "Your password is changed")
        visitor.goto(link)
        tells(visitor, language, "This link does not work any more")
        sign_in(visitor, live_server.url, trainer.email, PASSWORD)
        expect(visitor.locator(".summary")).to_be_focused()
        sign_in(visitor, live_server.url, trainer.email, NEW)
        expect(visitor).to_have_url(f"{live_server.url}/p/ALFA/")


def test_an_invitation_leads_in_once(visitor: Page, language: str, live_server: Any) -> None:
    project = a_project("ALFA")
    guest = a_user("Kirsi Kutsuttu", language=language, invited_at=timezone.now())
    a_grant(guest, project, "trainer", site=a_site(project))
    link = live_server.url + "/" + one_time_link(guest).split("/", 3)[3]
    with heard(visitor):
        visitor.goto(link)
        tells(visitor, language, "Welcome")
        assert link.split("/")[-2] not in visitor.url  # the token is in no address that could leave the page
        write(visitor, "#id_name", "Kirsi Kutsuttu-Koe")
        write(visitor, "#id_password1", "lyhyt")
        write(visitor, "#id_password2", "lyhyt")
        visitor.keyboard.press("Enter")
        refused(visitor, *labels(visitor, "password1"))
        assert visitor.input_value("#id_name") == "Kirsi Kutsuttu-Koe"
        tells(visitor, language, "Welcome")
        visitor.fill("#id_password1", NEW)
        visitor.fill("#id_password2", NEW)
        visitor.keyboard.press("Enter")
        expect(visitor).to_have_url(f"{live_server.url}/p/ALFA/")
        assert visitor.get_attribute("html", "lang") == language
        visitor.goto(link)
        tells(visitor, language, "This link does not work any more")
    guest.refresh_from_db()
    assert guest.name == "Kirsi Kutsuttu-Koe"
