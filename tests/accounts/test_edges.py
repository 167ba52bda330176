"""What pages do not let happen is refused below them too."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from osuuskunta.accounts import actions
from osuuskunta.accounts.actions import Post
from osuuskunta.accounts.factors import open_secret, picture, step_of
from osuuskunta.accounts.links import user_of
from osuuskunta.accounts.models import ResetRequest, RoleGrant, User
from osuuskunta.accounts.queries import organisations_of, sites_to_choose
from osuuskunta.accounts.refusals import said
from osuuskunta.accounts.views.staff import pack
from osuuskunta.core.access import doorkeeper
from osuuskunta.core.periods import today
from osuuskunta.core.scope import Scope, scope
from osuuskunta.core.sealing import NoKey, SealBroken, destroy_key
from tests.accounts.conftest import Place, form, text, try_to_enter, user_in
from tests.factories.accounts import PASSWORD, a_grant, a_second_factor, a_user, code_now, entered, grants_of, in_role
from tests.factories.project import a_project


def test_days_that_do_not_fit_are_refused_by_the_actions(place: Place, coach: User) -> None:
    with in_role(place.admin) as actor:
        grant = grants_of(coach)[0]
        yesterday = today() - timedelta(days=1)
        with pytest.raises(ValidationError) as fault:
            actions.change_end(grant=grant, valid_to=yesterday, by=actor)
        assert list(fault.value.message_dict) == ["valid_to"]
        late = [(place.project, Post(role="trainer", valid_from=today(), valid_to=yesterday))]
        with pytest.raises(ValidationError) as fault:
            actions.make_account(email="x@example.com", name="X", grants=late)
        assert list(fault.value.message_dict) == ["valid_to"]
    assert grants_of(coach)[0].valid_to is None


def test_make_admin_takes_away_a_second_grant_that_would_overlap(place: Place) -> None:
    user = a_user("Pätkä Pääkäyttäjä", password=PASSWORD)
    spans = [(0, 9), (10, 19)]
    for first, last in spans:
        days = {"valid_from": today() + timedelta(days=first), "valid_to": today() + timedelta(days=last)}
        a_grant(user, place.project, "project_admin", **days)
    actions.make_admin(project=place.project, email=user.email)
    assert [(grant.valid_from, grant.valid_to) for grant in grants_of(user)] == [(today(), None)]


def test_who_may_not_manage_people_is_given_nothing_to_choose(place: Place, coach: User) -> None:
    with in_role(coach) as actor:
        assert (sites_to_choose(actor, place.project), organisations_of(actor, place.project)) == ([], [])
    with in_role(place.admin) as actor:
        assert sites_to_choose(actor, place.project) == [place.forssa, place.oulu]
        assert organisations_of(actor, place.project) == [place.cooperative]


def test_a_refusal_without_words_stays_an_error(place: Place) -> None:
    with pytest.raises(IntegrityError), said(User):
        User.objects.create(email=place.admin.email, name="Twice")
    with pytest.raises(ValidationError) as fault, said(User):
        User.objects.create(email="CAPITALS@example.com", name="Loud")
    assert len(fault.value.messages) == 1


def test_a_role_given_twice_at_the_same_moment_is_said_too(place: Place, coach: User) -> None:
    """Past the check in Python, as when two send the same form at once."""
    grant = grants_of(coach)[0]
    twin = {
        "user": coach,
        "project": place.project,
        "role": "coach",
        "site": place.forssa,
        "valid_from": grant.valid_from,
    }
    with scope(Scope(projects=frozenset({place.project.pk}))), pytest.raises(ValidationError) as fault, said():
        RoleGrant.objects.create(**twin)
    assert len(fault.value.messages) == 1


# --- secrets ----------------------------------------------------------------------------------------------------------
def test_a_secret_of_an_erased_user_or_moved_to_another_cannot_be_opened(place: Place, coach: User) -> None:
    secret, other = a_second_factor(coach), a_second_factor(place.admin)
    stored = Authenticator.objects.get(user=coach).data["secret"]
    assert open_secret(stored) == secret != other
    with pytest.raises(SealBroken):
        open_secret(stored[:-4] + "AAAA")
    destroy_key("user", coach.seal_id)
    with pytest.raises(NoKey):
        open_secret(stored)


def test_codes_are_those_of_rfc_6238(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # the RFC's, ASCII 12345678901234567890
    for moment, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        monkeypatch.setattr("time.time", lambda moment=moment: moment)
        step = moment // 30
        assert step_of(secret, code) == step
        assert step_of(secret, f" {code[:3]} {code[3:]} ") == step
        assert step_of(secret, code, after=step) is None
        for off, found in ((30, step), (60, None), (-30, step), (-60, None)):
            monkeypatch.setattr("time.time", lambda moment=moment, off=off: moment + off)
            assert step_of(secret, code) == found
        monkeypatch.undo()


@pytest.mark.parametrize("code", ["", "12345", "äöåäöå", "0" * 400])
def test_odd_codes_are_just_wrong(code: str) -> None:
    assert step_of("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", code) is None


def test_the_picture_is_the_code_and_nothing_that_the_policy_refuses() -> None:
    svg = picture("otpauth://totp/x?secret=ABC", '<b>"Label"')
    assert svg.count("<b>") == 0
    assert [word for word in ("style", "data:", "url(", "<script") if word in svg] == []
    assert svg.startswith('<svg class="qr" role="img" aria-label="&lt;b&gt;&quot;Label&quot;"')


# --- addresses --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("uid", ["", "zzzzzzzzzzzzzzzzzz", "7", "é"])
def test_a_made_up_link_is_nobodys(db: None, uid: str) -> None:
    assert user_of(uid, "abc-123") is None


def test_an_invitation_without_its_token_is_over(db: None, client: Client) -> None:
    assert client.get("/accounts/invitation/1/choose/").status_code == 410
    assert client.post("/accounts/invitation/1/choose/", {"name": "X"}).status_code == 410


def test_an_invitation_on_a_shared_computer_ends_the_others_session(place: Place, admin: Client) -> None:
    where = admin.post("/p/ALFA/staff/invite/", form(place))["Location"]
    link = text(admin.get(where)).split("/accounts/invitation/")[1].split("<")[0]
    there = admin.get(f"/accounts/invitation/{link}")["Location"]
    admin.post(there, {"name": "Uusi Ihminen", "password1": PASSWORD, "password2": PASSWORD})
    assert user_in(admin) == User.objects.get(email="uusi@example.com").pk


def test_an_undo_that_no_longer_fits_says_so(place: Place, admin: Client, coach: User) -> None:
    again = reverse("staff_again", args=["ALFA", pack("ALFA", coach.pk, Post(role="coach", site=place.forssa))])
    page: HttpResponse = admin.post(again, follow=True)
    assert (page.status_code, len(grants_of(coach)), text(page).count("circle-x")) == (200, 1, 1)
    gone = pack("ALFA", coach.pk, Post(role="trainer", valid_to=date(2020, 1, 1)))
    assert admin.post(reverse("staff_again", args=["ALFA", gone])).status_code == 302
    assert len(grants_of(coach)) == 1


def test_an_undo_belongs_to_its_project(place: Place, coach: User) -> None:
    beta = a_project("BETA")
    a_grant(place.admin, beta, "project_admin")
    client = entered(place.admin)
    foreign = pack("ALFA", coach.pk, Post(role="coach", site=place.forssa))
    assert client.post(reverse("staff_again", args=["BETA", foreign])).status_code == 404
    assert [grant.project.code for grant in grants_of(coach)] == ["ALFA"]


# --- the door as lower apps know it -----------------------------------------------------------------------------------
def test_rights_are_asked_anew_for_work_that_was_asked_for_earlier(place: Place, coach: User) -> None:
    grant = grants_of(coach)[0]
    reopened = doorkeeper().reopen(coach.pk, place.project.pk, grant.pk)
    assert reopened is not None
    assert reopened.scope.people == frozenset({place.forssa.pk})
    assert doorkeeper().standing(reopened.actor).role == "coach"
    assert doorkeeper().standing(place.admin).role == ""
    assert (str(doorkeeper().role_name("nobody")), doorkeeper().role_name("coach")) == ("nobody", grant.role_class.name)
    User.objects.filter(pk=coach.pk).update(is_active=False)
    assert doorkeeper().reopen(coach.pk, place.project.pk, grant.pk) is None


def test_rows_say_what_they_are(place: Place, client: Client) -> None:
    client.post("/accounts/password/", {"email": "x@example.com"})
    assert (str(place.admin), str(grants_of(place.admin)[0])) == (place.admin.name, f"project_admin {place.project.pk}")
    assert len(str(ResetRequest.objects.get())) == 16
    assert User.objects.get_by_natural_key(place.admin.email.upper()) == place.admin


def test_new_spare_codes_end_the_former_ones(place: Place) -> None:
    board = a_user("Hilla Hallitus", password=PASSWORD)
    a_grant(board, place.project, "board_member", organisation=place.cooperative)
    secret, client = a_second_factor(board), Client()
    try_to_enter(client, board.email)
    client.post("/accounts/code/", {"code": code_now(secret)})
    assert client.get("/account/second-factor/codes/new/").status_code == 200
    pages = []
    for _ in range(2):
        client.post("/account/second-factor/codes/new/")
        pages.append(re.findall(r"<code[^>]*>(\d{8})</code>", text(client.get("/account/second-factor/codes/"))))
    assert (len(pages[0]), set(pages[0]) & set(pages[1])) == (10, set())
    assert client.get("/account/second-factor/codes/file/").content.decode().split() == pages[1]


def test_after_ten_minutes_the_password_is_asked_for_again(place: Place) -> None:
    board = a_user("Hilla Hallitus", password=PASSWORD)
    client = Client()
    with time_machine.travel("2026-11-24 12:00:00+02:00") as clock:
        try_to_enter(client, board.email)
        assert client.get("/account/second-factor/on/").status_code == 200
        clock.shift(601)
        client.get("/")
        there = client.get("/account/second-factor/on/")["Location"]
        assert there == "/account/again/?next=%2Faccount%2Fsecond-factor%2Fon%2F"
        assert client.post(there, {"password": "guess"}).status_code == 200
        assert client.post(there, {"password": PASSWORD})["Location"] == "/account/second-factor/on/"
        assert client.get("/account/second-factor/on/").status_code == 200
