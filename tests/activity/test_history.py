"""Row history: who and where, in words, behind the wall, only added to."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import RequestFactory
from django.utils import translation

from osuuskunta.activity.history import FieldChange, acting, circumstances, history_of
from osuuskunta.activity.middleware import HistoryMiddleware
from osuuskunta.core.scope import NoScope, Scope, scope
from osuuskunta.core.sealing import new_key_for
from tests.factories.activity import House, scope_of
from tests.toys.models import PeopleToy
from tests.toys.models_activity import TrackedToy


def toy(house: House, **fields: object) -> TrackedToy:
    made = TrackedToy(site=house.forssa, **{"name": "A", **fields})
    new_key_for("toy", made.pk, made)
    made.note = "a secret canary"
    made.save()
    return made


def test_a_change_says_who_when_as_what_and_from_what_to_what(house: House):
    with scope(scope_of(house.coach)), translation.override("en"):
        friends = [PeopleToy.objects.create(site=house.forssa, name=name) for name in "FG"]
        with acting(house.coach.pk, "coach", "/p/TEST/toys/"):
            made = toy(house, friend=friends[0], price=Decimal("1234.50"))
            made.born, made.seen = date(2026, 5, 1), datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
            made.kind, made.open, made.price, made.tags = "b", True, None, ["x", 2]
            made.owner, made.friend, made.note = house.coach, friends[1], "another secret canary"
            made.save()
        changed, created = history_of(made)
        assert (created.kind, created.what, created.fields) == ("created", "Added", ())
        assert (changed.kind, changed.by, changed.role, changed.source) == (
            "changed", "Aino Aalto", "Coach", "/p/TEST/toys/",
        )  # fmt: skip
        assert changed.at >= created.at
        assert {change.name: (change.before, change.after, change.sealed) for change in changed.fields} == {
            "date": ("–", "1.5.2026", False),
            "seen": ("–", "1.5.2026 at 12.30", False),
            "kind": ("yes", "no", False),
            "open": ("no", "yes", False),
            "price": ("1\u00a0234,50", "–", False),
            "tags": ("–", "x, 2", False),
            "owner": ("–", "Aino Aalto", False),
            "friend": (str(friends[0]), str(friends[1]), False),
            "note": ("", "", True),
        }


def test_a_row_pointed_at_that_is_gone_is_said_to_be(house: House):
    with scope(scope_of(house.coach)), translation.override("en"):
        friend = PeopleToy.objects.create(site=house.forssa, name="F")
        made = toy(house, friend=friend)
        made.friend = None
        made.save()
        friend.delete()
        assert history_of(made)[0].fields == (FieldChange("friend", "no longer there", "–"),)


def test_a_deletion_is_in_the_history(house: House):
    with scope(scope_of(house.coach)), acting(None, source="command:tidy"):
        made = toy(house)
        key = made.pk
        made.delete()
        made.pk = key
        removed, created = history_of(made)
    assert (removed.kind, created.kind) == ("removed", "created")
    with translation.override("en"):
        assert (removed.by, removed.what, removed.role, removed.source) == (
            "The system", "Removed", "", "command:tidy",
        )  # fmt: skip


def test_only_so_many_changes_are_read_and_the_oldest_shown_still_says_from_what(house: House):
    with scope(scope_of(house.coach)):
        made = toy(house)
        for name in "BCD":
            made.name = name
            made.save()
        found = history_of(made, limit=2)
    assert [(change.fields[0].before, change.fields[0].after) for change in found] == [("C", "D"), ("B", "C")]


@pytest.mark.parametrize("changes", [1, 3])
def test_history_costs_the_same_whatever_its_length(house: House, changes: int, django_assert_num_queries):
    with scope(scope_of(house.coach)), acting(house.coach.pk, "coach"):
        friends = [PeopleToy.objects.create(site=house.forssa, name="F") for _ in range(changes)]
        made = toy(house)
        for friend in friends:
            made.friend = friend
            made.save()
        with django_assert_num_queries(3):  # events, friends, names
            assert len(history_of(made)) == changes + 1


def test_what_has_no_history_says_so():
    with pytest.raises(LookupError, match=r"toys\.PeopleToy has no history"):
        history_of(PeopleToy())


def test_history_without_a_scope_is_an_error(house: House):
    with scope(scope_of(house.coach)):
        made = toy(house)
    with pytest.raises(NoScope):
        history_of(made)


def test_another_sites_history_is_not_there(house: House):
    with scope(scope_of(house.coach)):
        made = toy(house)
    with scope(scope_of(house.other)):
        assert history_of(made) == []
    with (
        scope(Scope(people=frozenset({house.oulu.pk}), notes=frozenset({house.forssa.pk}))),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT count(*) FROM toys_trackedtoyevent")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "statement", ["UPDATE toys_trackedtoyevent SET name = 'B'", "DELETE FROM toys_trackedtoyevent"]
)
def test_history_is_only_added_to(house: House, statement: str):
    with scope(scope_of(house.coach)):
        made = toy(house)
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert [change.kind for change in history_of(made)] == ["created"]


def test_a_statement_of_history_holds_no_plain_secret(house: House):
    with scope(scope_of(house.coach)), connection.cursor() as cursor:
        toy(house)
        cursor.execute("SELECT to_jsonb(toys_trackedtoyevent)::text FROM toys_trackedtoyevent")
        assert "canary" not in cursor.fetchone()[0]


def test_acting_returns_to_the_outer_circumstances(house: House):
    with scope(scope_of(house.coach)):
        with acting(1, "outer", "a"):
            with acting(2, "inner", "b"):
                assert (circumstances().user, circumstances().role) == (2, "inner")
            made = toy(house)
        assert circumstances().user is None
        assert (history_of(made)[0].source, history_of(made)[0].role) == ("a", "outer")


@pytest.mark.parametrize(("method", "written"), [("get", ""), ("post", "/p/TEST/toys/")])
def test_a_request_tells_history_its_path_and_never_its_query(house: House, method: str, written: str):
    seen = []

    def view(request):
        seen.append(circumstances())
        seen.append(toy(house))

    request = getattr(RequestFactory(), method)("/p/TEST/toys/?name=canary")
    request.user, request.grant = house.coach, house.coach.acting.grant
    with scope(scope_of(house.coach)):
        HistoryMiddleware(view)(request)
        found, made = seen
        assert (found.user, found.role, found.source) == (house.coach.pk, "coach", "/p/TEST/toys/")
        assert history_of(made)[0].source == written
