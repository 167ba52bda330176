"""Target groups and promises: read by everyone in their language, kept by the administrator."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osuuskunta.accounts.roles import ROLES
from osuuskunta.project.models import CardLine, Project
from tests.factories.project import a_project, sites
from tests.project.test_card import browser, posted
from tests.project.test_partners import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    made = a_project("AIM")
    sites(made, "061")
    CardLine.objects.create(
        project=made, kind="promise", number=1, title="Lupaus", title_en="Promise one", text="Näin."
    )
    CardLine.objects.create(project=made, kind="target_group", number=1, title="Ryhmä")
    return made


def stored(project: Project) -> list[tuple[str, int, str]]:
    return list(CardLine.objects.filter(project=project).values_list("kind", "number", "title"))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_everyone_reads_the_aims(project, role):
    text = plain(browser(project, role).get("/p/AIM/aims/"))
    assert [word for word in ("Promise one", "Näin.", "Ryhmä") if word not in text] == []
    assert ("/p/AIM/aims/promise/add/" in text) == (role == "project_admin")


def test_an_empty_list_says_so(project):
    CardLine.objects.all().delete()
    text = plain(browser(project, "coach").get("/p/AIM/aims/"))
    assert "No target group has been entered yet." in text
    assert "No promise has been entered yet." in text


def test_a_text_is_added_after_the_last_of_its_kind(project):
    visitor = browser(project, "project_admin")
    CardLine.objects.create(project=project, kind="promise", number=5, title="Viides")
    page = visitor.get("/p/AIM/aims/promise/add/")
    assert set(page.context["form"].fields) == {
        "title", "title_sv", "title_en", "text", "text_sv", "text_en", "seen",
    }  # fmt: skip
    visitor.post("/p/AIM/aims/promise/add/", posted(page, title="Uusi"))
    group = visitor.get("/p/AIM/aims/target_group/add/")
    assert set(group.context["form"].fields) == {"title", "title_sv", "title_en", "seen"}
    visitor.post("/p/AIM/aims/target_group/add/", posted(group, title="Toinen ryhmä"))
    assert stored(project) == [
        ("promise", 1, "Lupaus"), ("promise", 5, "Viides"), ("promise", 6, "Uusi"),
        ("target_group", 1, "Ryhmä"), ("target_group", 2, "Toinen ryhmä"),
    ]  # fmt: skip


def test_a_text_is_edited_moved_and_removed(project):
    visitor = browser(project, "project_admin")
    row = CardLine.objects.get(kind="promise")
    url = f"/p/AIM/aims/promise/{row.pk}/"
    page = visitor.get(url)
    assert len(page.context["form"].visible_fields()) == 7
    assert "Nothing had changed" in plain(visitor.post(url, posted(page), follow=True))
    visitor.post(url, posted(visitor.get(url), number="3", text_sv="Så här."))
    row.refresh_from_db()
    assert (row.number, row.text_sv, row.text) == (3, "Så här.", "Näin.")
    assert "Remove Promise one" in plain(visitor.get(f"{url}remove/"))
    visitor.post(f"{url}remove/")
    assert stored(project) == [("target_group", 1, "Ryhmä")]


def test_a_number_that_another_has_is_refused_in_words_and_nothing_typed_is_lost(project):
    CardLine.objects.create(project=project, kind="promise", number=2, title="Toinen")
    visitor = browser(project, "project_admin")
    url = f"/p/AIM/aims/promise/{CardLine.objects.get(kind='promise', number=1).pk}/"
    answer = visitor.post(url, posted(visitor.get(url), number="2", text="Tärkeä teksti"))
    text = plain(answer)
    assert ("Another line has this number. Choose a free one." in text, "Tärkeä teksti" in text) == (True, True)
    assert [number for _kind, number, _title in stored(project)] == [1, 2, 1]


def test_an_unknown_kind_or_another_projects_text_is_not_there(project):
    other = a_project("OTHER")
    strange = CardLine.objects.create(project=other, kind="promise", number=1, title="Vieras")
    group = CardLine.objects.get(project=project, kind="target_group")
    visitor = browser(project, "project_admin")
    for path in ("nothing/add/", f"promise/{strange.pk}/", f"promise/{strange.pk}/remove/", f"promise/{group.pk}/"):
        assert visitor.get(f"/p/AIM/aims/{path}").status_code == 404
        assert visitor.post(f"/p/AIM/aims/{path}", {}).status_code == 404
    assert stored(other) == [("promise", 1, "Vieras")]


def test_the_page_asks_as_often_for_more_texts(project):
    visitor = browser(project, "coach")
    visitor.get("/p/AIM/aims/")
    with CaptureQueriesContext(connection) as few:
        visitor.get("/p/AIM/aims/")
    for number in (2, 3):
        CardLine.objects.create(project=project, kind="promise", number=number, title=f"Lupaus {number}")
    with CaptureQueriesContext(connection) as many:
        visitor.get("/p/AIM/aims/")
    assert len(many) == len(few)
