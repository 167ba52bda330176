"""The declarations: every code of the contract with its words, sources and rule, each condition declared once."""

import json
import re

import pytest

from reporting.indicators import SETS, CountedBy, Kind, Part, parts_of
from reporting.management.commands.indicators import documents
from tests.reporting.example import DATA

CODES = {
    "esf2014": ["GT", "T", *(f"CO{n:02}" for n in range(1, 24)), *(f"CR0{n}" for n in range(1, 10))],
    "esfplus2021": ["GT", *(f"EECO{n:02}" for n in range(1, 20)), *(f"EECR0{n}" for n in range(1, 7))],
}
ENTITIES = {"CO20", "CO21", "CO22", "CO23", "EECO18", "EECO19"}
EXAMPLE = {  # esf.md §7, the column of codes
    "P01": "CO01 CO10 CO16 CR04 CR05 CR06 CR09", "P02": "CO01 CO02 CO06 CO09 CR02", "P03": "CO03 CO04 CO09 CO16 CR01 CR05",
    "P04": "CO03 CO04 CO07 CO08 CO17", "P05": "CO03 CO07 CO10 CR04 CR06 CR08", "P06": "CO05 CO10 CO16 CR03 CR05 CR07", "P07": "",
    "P08": "CO01 CO02 CO11 CO15 CR06 CR09", "P09": "CO03 CO06 CO10", "P10": "CO01 CO10 CO17", "P11": "CO01 CO11 CO16 CR02 CR04 CR05",
    "P12": "CO01 CO02 CO10 CO16",
}  # fmt: skip
EVERYBODY = pytest.mark.parametrize("wanted", SETS.values(), ids=lambda one: one.code)


def figures():
    return [
        pytest.param(wanted, one, id=f"{wanted.code} {one.code}")
        for wanted in SETS.values()
        for one in wanted.indicators
    ]


@EVERYBODY
def test_every_code_of_the_contract_is_there_in_the_funders_order(wanted):
    assert [one.code for one in wanted.indicators] == CODES[wanted.code]
    assert [one.code for one in wanted.indicators if not one.collected] == (
        ["CO12", "CO13", "CO14"] if wanted.code == "esf2014" else []
    )
    assert wanted.by_code[wanted.total].parts[0].code == "complete"


@pytest.mark.parametrize(("wanted", "one"), figures())
def test_a_figure_has_its_words_in_three_languages_and_a_source(wanted, one):
    assert list(one.names()) == ["fi", "sv", "en"]
    for said in (one.name, one.sentence, *(part.words for part in parts_of(*one.parts))):
        assert all(text and text == text.strip() for text in said.as_dict().values()), said
    assert all(text.endswith(".") for text in one.sentence.as_dict().values())
    assert one.sentence.fi != one.sentence.sv != one.sentence.en
    assert one.source
    assert one.confidence in {"high", "medium", "low"}


@pytest.mark.parametrize(("wanted", "one"), figures())
def test_a_figure_is_counted_by_the_day_of_its_kind(wanted, one):
    if one.code in ENTITIES:
        assert (one.kind, one.counted_by, one.parts, one.personal) == (Kind.OUTPUT_ENTITY, None, (), 0)
        return
    result = "CR" in one.code
    assert one.kind.is_result == result
    later = one.code in {"CR06", "CR07", "CR08", "CR09", "EECR05", "EECR06"}
    expected = CountedBy.SIX_MONTHS if later else CountedBy.EXIT_DATE if result else CountedBy.ENTRY_DATE
    assert one.counted_by is expected
    leading = [part.code for part in one.parts[:3]]
    if one.code == "GT":
        assert leading == ["started"]
    elif result:
        assert leading == ["complete", "left", "six_months_passed" if later else "in_time"]
    else:
        assert leading[0] == "complete"


@EVERYBODY
def test_what_a_percentage_is_of_are_earlier_figures_of_the_set(wanted):
    order = [one.code for one in wanted.indicators]
    for one in wanted.indicators:
        assert all(order.index(code) < order.index(one.code) for code in one.base), one.code
    without = {one.code for one in wanted.of_people() if not one.base}
    assert without == ({"GT", "T", "CR05", "CR09"} if wanted.code == "esf2014" else {"GT", "EECO01"})


def test_the_stars_are_those_of_the_regulations():
    stars = {one.code: one.personal for wanted in SETS.values() for one in wanted.indicators}
    assert {code for code, number in stars.items() if number == 2} == {
        "CO15", "CO16", "CO17", "CR05", "CR09", "EECO12", "EECO15"
    }  # fmt: skip
    assert {code for code, number in stars.items() if number == 0} == {"GT", "T", *ENTITIES}


def test_a_condition_is_declared_once_and_its_parts_come_first():
    found: dict[str, Part] = {}
    for wanted in SETS.values():
        for one in wanted.indicators:
            order = [part.code for part in parts_of(*one.parts)]
            assert len(order) == len(set(order))
            for part in parts_of(*one.parts):
                assert found.setdefault(part.code, part) is part, part.code
                assert all(order.index(inner.code) < order.index(part.code) for inner in part.made_of)
                assert bool(part.made_of) == (part.joined is not None)


def test_rules_read_facts_that_the_builder_gives():
    from reporting.build.facts import FACTS

    for wanted in SETS.values():
        for part in parts_of(*wanted.parts()):
            for fact in {*part.reads, *re.findall(r"\bf\.(\w+)", part.sql + part.unknown)}:
                assert re.search(rf"\b{fact}\b", FACTS), f"{part.code}: {fact}"


def test_the_examples_name_who_counts_in_the_worked_example():
    expected = json.loads((DATA / "worked_example_expected.json").read_text("utf-8"))
    for wanted in SETS.values():
        for one in wanted.of_people():
            named = set(re.findall(r"P\d\d", one.example.partition("; not ")[0]))
            assert len(named) == expected[wanted.code].get(one.code, {"total": 0})["total"], one.code
            if one.code in {"GT", "T"} or wanted.code != "esf2014":
                continue
            assert named == {person for person, codes in EXAMPLE.items() if one.code in codes.split()}, one.code


@pytest.mark.parametrize("file", sorted(documents()), ids=lambda file: file.name)
def test_the_document_of_the_indicators_is_up_to_date(file):
    assert file.read_text("utf-8") == documents()[file]
