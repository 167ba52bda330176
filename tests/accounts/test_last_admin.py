"""A project never loses its last administrator: refused by the database, whoever writes, also when two write at once."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client

from osuuskunta.accounts import actions
from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.core.periods import today
from osuuskunta.core.scope import Scope, scope
from osuuskunta.project.models import Project
from tests.accounts.conftest import Place, text
from tests.factories.accounts import a_grant, a_user, an_admin, entered, grants_of, in_role
from tests.factories.project import a_project, a_site

SENTENCE = "last_project_admin"


def as_house(project: Project) -> Scope:
    return Scope(projects=frozenset({project.pk}))


def refused(project: Project, sql: str, *values: object) -> bool:
    """Whether the database refuses a statement written past all of our code."""
    try:
        with scope(as_house(project)), connection.cursor() as cursor:
            cursor.execute(sql, values)
    except IntegrityError as fault:
        return bool(fault.__cause__.diag.constraint_name == SENTENCE)
    return False


ENDINGS = {
    "deleted": "DELETE FROM accounts_rolegrant WHERE user_id = %s",
    "given a last day": "UPDATE accounts_rolegrant SET valid_to = '2199-01-01' WHERE user_id = %s",
    "ended": "UPDATE accounts_rolegrant SET valid_to = current_date - 1 WHERE user_id = %s",
    "made another role": "UPDATE accounts_rolegrant SET role = 'evaluator' WHERE user_id = %s",
    "put off": "UPDATE accounts_rolegrant SET valid_from = current_date + 9 WHERE user_id = %s",
    "given away to a closed account": "UPDATE accounts_rolegrant SET user_id = (SELECT id FROM accounts_user WHERE NOT is_active) WHERE user_id = %s",
    "closed": "UPDATE accounts_user SET is_active = false WHERE id = %s",
}


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_the_last_one_stays_whoever_writes(place: Place, ending: str) -> None:
    a_user("Suljettu Tili", is_active=False)
    assert refused(place.project, ENDINGS[ending], place.admin.pk)


@pytest.mark.parametrize("ending", list(ENDINGS))
def test_with_another_one_it_is_done(place: Place, ending: str) -> None:
    a_user("Suljettu Tili", is_active=False)
    an_admin(place.project, "Toinen Pääkäyttäjä")
    assert not refused(place.project, ENDINGS[ending], place.admin.pk)


@pytest.mark.parametrize("why", ["last day", "later", "closed", "coach", "elsewhere"])
def test_who_does_not_count_as_another_one(place: Place, why: str) -> None:
    other = a_user("Toinen Pääkäyttäjä", is_active=why != "closed")
    beta = a_project("BETA")
    a_grant(
        other,
        beta if why == "elsewhere" else place.project,
        "coach" if why == "coach" else "project_admin",
        site=a_site(place.project, "285") if why == "coach" else None,
        valid_from=today() + timedelta(days=1) if why == "later" else today(),
        valid_to=today() + timedelta(days=900) if why == "last day" else None,
    )
    assert refused(place.project, ENDINGS["deleted"], place.admin.pk)


def test_an_administrator_of_several_projects_is_kept_for_each(place: Place) -> None:
    beta = a_project("BETA")
    a_grant(place.admin, beta, "project_admin")
    an_admin(place.project, "Toinen Pääkäyttäjä")
    assert refused(
        place.project, ENDINGS["closed"], place.admin.pk
    )  # BETA would be left alone, which this scope cannot see


def test_one_that_holds_no_more_may_be_changed(place: Place) -> None:
    gone = a_user("Entinen Pääkäyttäjä", is_active=False)
    a_grant(gone, place.project, "project_admin")
    coming = a_user("Tuleva Pääkäyttäjä")
    a_grant(coming, place.project, "project_admin", valid_from=today() + timedelta(days=9))
    for user in (gone, coming):
        assert not refused(place.project, ENDINGS["deleted"], user.pk)


def test_it_is_said_in_words_on_the_page(place: Place) -> None:
    client, grant = entered(place.admin), grants_of(place.admin)[0]
    page = client.post(f"/p/ALFA/staff/roles/{grant.pk}/end/")
    assert (page.status_code, text(page).count('role="status"><svg')) == (200, 1)
    assert grants_of(place.admin)[0].valid_to is None
    until = today() + timedelta(days=9)
    page = client.post(f"/p/ALFA/staff/roles/{grant.pk}/", {"valid_to": f"{until.day}.{until.month}.{until.year}"})
    assert (page.status_code, grants_of(place.admin)[0].valid_to) == (200, None)
    client.post(f"/p/ALFA/staff/{place.admin.pk}/close/")
    place.admin.refresh_from_db()
    assert place.admin.is_active


def test_actions_say_it_as_a_sentence(place: Place) -> None:
    with in_role(place.admin) as actor:
        grant = grants_of(place.admin)[0]
        for act in (
            lambda: actions.end_role(grant=grant, by=actor),
            lambda: actions.change_end(grant=grant, valid_to=today() + timedelta(days=9), by=actor),
            lambda: actions.close_account(user=place.admin, project=place.project, by=actor),
        ):
            with pytest.raises(ValidationError) as fault:
                act()
            assert len(fault.value.messages) == 1
            grant.refresh_from_db()
            place.admin.refresh_from_db()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["roles", "accounts"])
def test_two_who_end_each_other_at_once_leave_one(how: str) -> None:
    """Both have done their half before either commits: the second waits for the first, and is refused."""
    project = a_project("ALFA")
    users = [an_admin(project, name) for name in ("Eka Pääkäyttäjä", "Toka Pääkäyttäjä")]
    other_begins, first_done, answers = threading.Event(), threading.Event(), {}

    def end(user: User) -> None:
        if how == "roles":
            RoleGrant.objects.filter(user=user).update(valid_to=today() - timedelta(days=1))
        else:
            User.objects.filter(pk=user.pk).update(is_active=False)

    def first() -> None:
        with scope(as_house(project)):
            end(users[0])
            first_done.set()
            other_begins.wait(5)
            _until_somebody_waits()

    def second() -> None:
        first_done.wait(5)
        with scope(as_house(project)):
            other_begins.set()
            end(users[1])

    run = {"first": first, "second": second}
    threads = [threading.Thread(target=_answer, args=(name, act, answers)) for name, act in run.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(15)
    assert answers == {"first": "done", "second": SENTENCE}


def _until_somebody_waits() -> None:
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "SELECT pg_sleep(0.01), (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
            )
            if cursor.fetchone()[1]:
                return
    raise AssertionError("the second did not wait for the first")


def _answer(name: str, act: Callable[[], None], answers: dict[str, str]) -> None:
    try:
        with transaction.atomic():
            act()
        answers[name] = "done"
    except IntegrityError as fault:
        answers[name] = fault.__cause__.diag.constraint_name
    finally:
        connection.close()


# --- grants fit their role --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "site", "organisation", "until"),
    [
        ("project_admin", True, False, None),
        ("evaluator", False, True, None),
        ("coach", True, True, None),
        ("board_member", True, False, None),
        ("esf_auditor", False, False, None),
        ("king", False, False, None),
    ],
)
def test_a_grant_that_does_not_fit_its_role_is_refused(
    place: Place, role: str, site: bool, organisation: bool, until: None
) -> None:
    grant = RoleGrant(
        user=place.admin, project=place.project, role=role, valid_from=today(), valid_to=until,
        site=place.forssa if site else None, organisation=place.cooperative if organisation else None,
    )  # fmt: skip
    with pytest.raises(IntegrityError), scope(as_house(place.project)):
        grant.save()


def test_another_projects_site_is_refused(place: Place) -> None:
    site = a_site(a_project("BETA"), "285")
    with pytest.raises(IntegrityError), scope(as_house(place.project)):
        RoleGrant.objects.create(user=place.admin, project=place.project, role="coach", site=site, valid_from=today())


def test_history_of_grants_stands_behind_their_wall(place: Place) -> None:
    with scope(as_house(a_project("BETA"))):
        assert RoleGrant.pgh_event_model.objects.count() == 0
    with scope(as_house(place.project)):
        assert RoleGrant.pgh_event_model.objects.count() == 1


def test_somebody_without_a_role_reads_only_the_own_grants(place: Place) -> None:
    client: Client = entered(a_user("Uusi Ihminen"))
    assert client.get("/account/").status_code == 200
    with scope(Scope(user=place.admin.pk)):
        assert RoleGrant.objects.count() == 1
    with scope(Scope(user=10**6)):
        assert RoleGrant.objects.count() == 0
