"""Roles as words and data (architecture §4, domain.md 6.8), and the system check that keeps them whole."""

from types import SimpleNamespace

import pytest
from django.utils import translation

from osuuskunta.accounts.checks import roles_are_whole
from osuuskunta.accounts.roles import ROLES, Coach, Extent, Level, Sees, actions, allow, decide
from osuuskunta.accounts.roles import _may as stated
from osuuskunta.accounts.saying import seen
from osuuskunta.core.scope import Reach

NONE, OWN, ALL = Extent.NONE, Extent.OWN, Extent.ALL
SEES = {  # people, notes, figures, coops, log: as architecture §4 says
    "coach": (OWN, OWN, OWN, OWN, NONE),
    "site_coordinator": (OWN, OWN, ALL, OWN, NONE),
    "project_coordinator": (NONE, NONE, ALL, NONE, NONE),
    "project_admin": (ALL, NONE, ALL, NONE, NONE),
    "board_member": (NONE, NONE, NONE, OWN, NONE),
    "work_supervisor": (NONE, NONE, NONE, OWN, NONE),
    "bookkeeper": (NONE, NONE, NONE, OWN, NONE),
    "trainer": (NONE, NONE, NONE, NONE, NONE),
    "esf_auditor": (NONE, NONE, NONE, NONE, NONE),
    "evaluator": (NONE, NONE, NONE, NONE, NONE),
    "data_protection_officer": (NONE, NONE, NONE, NONE, ALL),
    "system_administrator": (NONE, NONE, NONE, NONE, NONE),
}
REACHES = (Reach.PEOPLE, Reach.NOTES, Reach.FIGURES, Reach.COOPS, Reach.LOG)


def test_each_role_sees_what_the_architecture_says() -> None:
    assert {code: tuple(role.sees.of(reach) for reach in REACHES) for code, role in ROLES.items()} == SEES
    assert {role.sees.of(Reach.CARD) for role in ROLES.values()} == {ALL}


def test_who_sees_people_has_a_second_factor() -> None:
    asked = sorted(code for code, role in ROLES.items() if role.sees_people())
    assert asked == ["coach", "project_admin", "site_coordinator"]


def test_every_role_speaks() -> None:
    assert roles_are_whole(None) == []
    with translation.override("en"):
        silent = [
            code for code, role in ROLES.items()
            if not all(str(words).endswith(".") for words in (role.purpose, *role.says)) or len(role.says) < 1
        ]  # fmt: skip
    assert silent == []


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"purpose": ""}, "accounts.E001"),
        ({"says": ()}, "accounts.E001"),
        ({"code": "other"}, "accounts.E001"),
        ({"sees": Sees(people=OWN)}, "accounts.E002"),
        ({"sees": Sees(notes=ALL, figures=OWN)}, "accounts.E002"),
    ],
)
def test_the_check_names_a_role_that_is_not_whole(
    monkeypatch: pytest.MonkeyPatch, fields: dict[str, object], fault: str
) -> None:
    monkeypatch.setitem(ROLES, "coach", type("Broken", (Coach,), fields))
    assert [(found.obj, found.id) for found in roles_are_whole(None)] == [("coach", fault)]


def test_the_check_names_an_action_of_an_unknown_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("osuuskunta.accounts.roles._may", dict(stated))
    allow("toy.play", type("Ghost", (Coach,), {"code": "ghost"}))
    assert [(found.obj, found.id) for found in roles_are_whole(None)] == [("toy.play", "accounts.E003")]


def test_an_action_that_nobody_stated_is_an_error_and_not_a_no() -> None:
    assert "accounts.manage_staff" in actions()
    with pytest.raises(KeyError):
        decide(SimpleNamespace(), frozenset({"coach"}), "accounts.no_such_thing", None)


def test_only_administrators_manage_people() -> None:
    assert actions()["accounts.manage_staff"] == {"project_admin"}


@pytest.mark.parametrize(
    ("role", "organisation", "where"),
    [
        ("coach", None, ["Forssa", "Forssa", "Forssa", "Forssa", "All sites", "Nothing"]),
        ("board_member", "Marja", ["Nothing", "Nothing", "Nothing", "Marja, Forssa", "All sites", "Nothing"]),
    ],
)
def test_what_a_role_shows_in_words(role: str, organisation: str | None, where: list[str]) -> None:
    with translation.override("en"):
        lines = seen(ROLES[role], SimpleNamespace(site="Forssa", organisation=organisation))
    assert [line.where for line in lines] == where
    assert [line.sees for line in lines] == [word != "Nothing" for word in where]


NAMES = {  # the terms of the glossary
    "coach": ("Valmentaja", "Coach"),
    "site_coordinator": ("Paikkakuntakoordinaattori", "Ortskoordinator"),
    "project_coordinator": ("Hankekoordinaattori", "Projektkoordinator"),
    "project_admin": ("Hankkeen pääkäyttäjä", "Projektadministratör"),
    "board_member": ("Hallituksen jäsen", "Styrelseledamot"),
    "work_supervisor": ("Työnjohtaja", "Arbetsledare"),
    "bookkeeper": ("Kirjanpitäjä", "Bokförare"),
    "trainer": ("Kouluttaja", "Utbildare"),
    "esf_auditor": ("ESR-tarkastaja", "ESF-granskare"),
    "evaluator": ("Arvioija", "Utvärderare"),
    "data_protection_officer": ("Tietosuojavastaava", "Dataskyddsombud"),
    "system_administrator": ("Pääkäyttäjä", "Huvudanvändare"),
}


def test_roles_are_called_as_the_glossary_calls_them() -> None:
    called = {}
    for code, role in ROLES.items():
        names = []
        for language in ("fi", "sv"):
            with translation.override(language):
                names.append(str(role.name))
        called[code] = tuple(names)
    assert called == NAMES


def test_levels_are_stated() -> None:
    assert {role.level for role in ROLES.values()} == set(Level)
