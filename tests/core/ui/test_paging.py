"""Keyset pages: forwards and backwards over ties, filters kept, broken tokens harmless, one statement a page."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from osuuskunta.core.paging import Page, capped_count, keyset, token

pytestmark = pytest.mark.django_db
ORDER = ("-expire_date", "session_key")


@pytest.fixture
def keys() -> list[str]:
    """23 rows, three to each moment: every page edge may lie inside a tie."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        Session(session_key=f"k{n:02d}", session_data="", expire_date=start + timedelta(days=n // 3)) for n in range(23)
    ]
    Session.objects.bulk_create(rows)
    return [row.session_key for row in sorted(rows, key=lambda row: (-row.expire_date.timestamp(), row.session_key))]


def ask(query: str = "") -> HttpRequest:
    return RequestFactory().get(f"/people/{query}")


def page(query: str = "", size: int = 5) -> Page[Session]:
    return keyset(Session.objects.all(), ORDER, ask(query), size)


def shown(found: Page[Session]) -> list[str]:
    return [row.session_key for row in found.rows]


def test_forwards_and_back_again(keys: list[str]) -> None:
    seen, pages, query = [], [], ""
    while True:
        found = page(query)
        pages.append(found)
        seen += shown(found)
        if not found.next:
            break
        query = found.next
    assert seen == keys
    assert [len(found.rows) for found in pages] == [5, 5, 5, 5, 3]
    back, query = shown(pages[-1]), pages[-1].previous
    while query:
        found = page(query)
        back = shown(found) + back
        query = found.previous
    assert back == keys
    assert (pages[0].previous, pages[-1].next) == ("", "")


def test_a_row_that_goes_or_comes_moves_nothing_else(keys: list[str]) -> None:
    second = page().next
    Session.objects.filter(session_key=keys[0]).delete()
    assert shown(page(second)) == keys[5:10]


def test_filters_stay_in_the_address(keys: list[str]) -> None:
    found = page("?site=061&state=on")
    assert found.next.startswith("?site=061&state=on&after=")
    assert page(found.next).next.count("after=") == 1


@pytest.mark.parametrize("broken", ["x", "%FF", "bnVsbA", "WzFd", "W10", "WyJub3QgYSBkYXkiLCJrIl0", "W251bGwsbnVsbF0"])
def test_a_token_that_is_not_ours_begins_at_the_beginning(keys: list[str], broken: str) -> None:
    found = page(f"?after={broken}")
    assert (shown(found), found.previous) == (keys[:5], "")


def test_one_statement_however_far(keys: list[str]) -> None:
    far = token(Session.objects.get(session_key=keys[15]), ORDER)
    for query in ("", f"?after={far}"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page(query)
        assert len(asked) == 1


def test_empty() -> None:
    assert page() == Page([], "", "")


def test_counts_stop_at_the_cap(keys: list[str]) -> None:
    assert capped_count(Session.objects.all()) == (23, "23")
    assert capped_count(Session.objects.all(), cap=10) == (10, "10+")
