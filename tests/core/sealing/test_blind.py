"""Blind indexes: equal inside one index, unlike everywhere else, and stable over releases."""

import base64
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from osuuskunta.core.sealing import BlindIndex

OLD, NEW = base64.b64encode(b"o" * 32).decode(), base64.b64encode(b"n" * 32).decode()


@given(st.text(), st.text())
def test_equal_texts_and_only_they_have_equal_digests(one: str, other: str) -> None:
    index = BlindIndex("name", site=1)
    assert (index.digest(one) == index.digest(other)) is (one == other)
    assert len(index.digest(one)) == 32
    assert (index.token(one) == index.token(other)) is (one == other)
    assert -(2**63) <= index.token(one) < 2**63


def test_sites_projects_purposes_and_kinds_know_nothing_of_each_other() -> None:
    indexes = [
        BlindIndex("name", site=1),
        BlindIndex("name", site=2),
        BlindIndex("name", project=1),
        BlindIndex("phone", site=1),
    ]
    seen = [index.digest("aino") for index in indexes]
    seen += [index.token("aino").to_bytes(8, "big", signed=True) for index in indexes]
    for one, other in itertools.combinations(seen, 2):
        assert one[:8] != other[:8]


def test_values_do_not_change_between_releases(settings: Settings) -> None:
    settings.INDEX_KEYS = f"a:{OLD}"
    index = BlindIndex("name", site=1)
    assert index.digest("aino").hex() == "581c0c478d15a007078e792877979ea0ad259afa9b23a9e1565baf6c4079d4de"
    assert index.token("aino") == 1737635832636032123


def test_tokens_are_sorted_and_said_once() -> None:
    index = BlindIndex("name", site=1)
    words = ["aino", "eeva", "aino", "kalle"]
    assert index.tokens(words) == sorted({index.token(word) for word in words})
    assert len(index.tokens(words)) == 3


def test_a_search_looks_under_every_index_key_and_writing_uses_the_active_one(settings: Settings) -> None:
    settings.INDEX_KEYS = f"old:{OLD}"
    before = BlindIndex("name", site=1).digest("aino")
    settings.INDEX_KEYS = f"new:{NEW},old:{OLD}"
    index = BlindIndex("name", site=1)
    assert index.digest("aino") != before
    assert index.digests("aino") == [index.digest("aino"), before]


@pytest.mark.parametrize("where", [{}, {"site": 1, "project": 1}])
def test_an_index_belongs_to_one_site_or_one_project(where: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="belongs to a site or to a project"):
        BlindIndex("name", **where)
