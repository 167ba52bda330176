"""What docs/indicators.md says of the worked example is what counts there, and the document is what the code makes of itself."""

import re

import pytest
from django.db import connection

from osuuskunta.core.scope import scope
from participants.models import Participant
from reporting.build.counting import Layout, held, people_sql
from reporting.indicators import SETS, Kind
from reporting.indicators.choices import parameters
from tests.factories.people import people_scope
from tests.factories.project import a_project, sites
from tests.reporting.example import load
from tests.reporting.test_worked_example import FIRST, LAST

EVERYBODY = {f"P{number:02}" for number in range(1, 13)}


def counted(indicator_set: str) -> dict[str, set[str]]:
    """Return for each indicator the person keys of the worked example that count in a report of the whole project."""
    project = a_project("EXAMPLE", starts_on=FIRST, ends_on=LAST)
    places = sites(project, "061", "564", "980", "285")
    wanted = SETS[indicator_set]
    layout = Layout.of(wanted)
    days = {"from_day": FIRST, "to_day": LAST, "as_of": LAST, "sites": [site.pk for site in places]}
    with scope(people_scope(*places)), connection.cursor() as cursor:
        load(project, places)
        keys = dict(Participant.objects.filter(project=project).values_list("pk", "external_id"))
        cursor.execute(
            f"SELECT participant_id, mask, in_output, in_result FROM ({people_sql(wanted)}) p",
            {**parameters(), **days},
        )
        found: dict[str, set[str]] = {code: set() for code in layout.codes}
        for person, mask, in_output, in_result in cursor.fetchall():
            for code in held(layout.codes, mask):
                if in_result if wanted.by_code[code].kind.is_result else in_output:
                    found[code].add(keys[person])
    return found


def named(example: str) -> set[str]:
    """Return the people whom an indicator's `example` says count; what follows a semicolon says who does not."""
    if example == "P01–P12":
        return EVERYBODY
    if example in ("nobody", "not asked in the example"):
        return set()
    counts = example.split(";", maxsplit=1)[0]
    people = set(re.findall(r"P\d\d", counts))
    if counts.startswith("all but "):
        return EVERYBODY - people
    assert counts == ", ".join(sorted(people)), f"{example!r} does not say who counts"
    return people


@pytest.mark.django_db
@pytest.mark.parametrize("indicator_set", list(SETS))
def test_each_indicator_names_who_of_the_worked_example_counts(indicator_set):
    said = {one.code: named(one.example) for one in SETS[indicator_set].of_people()}
    assert said == counted(indicator_set)


@pytest.mark.django_db
@pytest.mark.parametrize("indicator_set", list(SETS))
def test_who_is_named_as_not_counting_does_not(indicator_set):
    found = counted(indicator_set)
    for one in SETS[indicator_set].of_people():
        for person in re.findall(r"P\d\d", one.example.partition(";")[2]):
            assert person not in found[one.code], f"{one.code} {person}"


def test_organisations_have_no_example():
    assert {one.example for found in SETS.values() for one in found.indicators if one.kind is Kind.OUTPUT_ENTITY} == {
        ""
    }
