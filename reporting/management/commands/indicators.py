"""`indicators`: writes docs/indicators.md from the declarations of `reporting.indicators` and `reporting.checks`; `--check` compares."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reporting.checks import SUM_CHECKS, check_figures, people_checks
from reporting.checks.figures import Counted
from reporting.enums import Joined
from reporting.indicators import SETS, CountedBy, Indicator, IndicatorSet, Kind, parts_of
from reporting.indicators.choices import CHOICES

ROOT = Path(__file__).resolve().parents[3]
INTRODUCTION = """# Indicators

What the funder counts, figure by figure. Made by `script/manage indicators` from `reporting/indicators` and `reporting/checks`: change
it there. A person counts in a figure when every part of its rule holds; the same declarations make the figures, the lists behind them
and the reasons shown to people. P01–P12 are the people of the worked example (`tests/reporting/data/worked_example.csv`).

Finnish and Swedish names are working translations where no official one was read. The conditions of a rule link to the
[table at the end](#conditions), which says what they are made of and which facts decide.
"""
KINDS = {
    Kind.OUTPUT: "people at the start",
    Kind.OUTPUT_ENTITY: "organisations",
    Kind.IMMEDIATE: "result on leaving",
    Kind.LONGER_TERM: "result six months after leaving",
}
DAYS = {
    CountedBy.ENTRY_DATE: "day of the first entry",
    CountedBy.EXIT_DATE: "day of the final exit",
    CountedBy.SIX_MONTHS: "day of the final exit, once six months have passed",
}
STARS = ("no star", "one star: personal data", "two stars: sensitive personal data")


@dataclass(frozen=True)
class Zero:
    """The cells of a figure without anybody."""

    women: int = 0
    men: int = 0
    nonbinary: int = 0
    total: int = 0


def document() -> str:
    """Return docs/indicators.md."""
    lines = [INTRODUCTION, *_choices()]
    for wanted in SETS.values():
        lines += _set(wanted)
    return "\n".join([*lines, *_conditions()]) + "\n"


def _choices() -> Iterator[str]:
    yield "## What the law leaves open\n"
    yield "A report prints what held on its days. A funder may answer otherwise.\n"
    yield "| decision | since | in | what holds | why | source |\n| --- | --- | --- | --- | --- | --- |"
    for one in CHOICES:
        named = f"`{one.code}` = {one.value}"
        yield f"| {named} | {one.valid_from} | {_code(one.sets)} | {one.words.en} | {one.reason.en} | {one.source} |"
    yield ""


def _set(wanted: IndicatorSet) -> Iterator[str]:
    yield f"## {wanted.name.en}\n\nThe set `{wanted.code}`, in the funder's order.\n"
    yield "| code | name | what | counted by |\n| --- | --- | --- | --- |"
    for one in wanted.indicators:
        day = DAYS[one.counted_by] if one.counted_by else "–"
        yield f"| [{one.code}](#{_anchor(wanted, one)}) | {one.name.en} | {KINDS[one.kind]} | {day} |"
    yield ""
    for one in wanted.indicators:
        yield from _indicator(wanted, one)
    yield f"### Checks of {wanted.name.en}\n"
    yield "| check | what it asks | open |\n| --- | --- | --- |"
    yield from _checks(wanted)
    yield ""


def _anchor(wanted: IndicatorSet, one: Indicator) -> str:
    return f"{wanted.code}-{one.code}".lower()


def _indicator(wanted: IndicatorSet, one: Indicator) -> Iterator[str]:
    yield f'<a id="{_anchor(wanted, one)}"></a>\n\n### {one.code}: {one.name.en}\n'
    yield f"{one.sentence.en}\n"
    yield f"* fi: **{one.name.fi}**. {one.sentence.fi}\n* sv: **{one.name.sv}**. {one.sentence.sv}\n"
    yield "| | |\n| --- | --- |"
    yield from (f"| {name} | {value} |" for name, value in _facts(wanted, one) if value)
    yield ""


def _facts(wanted: IndicatorSet, one: Indicator) -> Iterator[tuple[str, str]]:
    yield "kind", f"`{one.kind}`, {STARS[one.personal]}"
    yield "source", f"{one.source}; confidence of the definition: {one.confidence}"
    yield "percentage of", " + ".join(one.base) + (f", {one.within.words.en}" if one.within else "")
    yield "rule", "; ".join(f"[{part.words.en}](#{part.code})" for part in one.parts)
    yield "asked apart", f"{_code(one.asks)}: without an answer from anybody *not collected*" if one.asks else ""
    yield "off", "" if one.collected else "not in a report until the setting `household_required` is on"
    yield "sample", "the funder may estimate it from a sample" if one.sampled else ""
    yield "example", one.example
    yield (
        "checked by",
        ", ".join(found.id for found in SUM_CHECKS if wanted.code in found.sets and one.code in found.codes),
    )


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _conditions() -> Iterator[str]:
    """Yield every condition once, what it is made of before it, with the facts that decide it."""
    yield "## Conditions\n\n| condition | fi, sv, en | made of | decided by |\n| --- | --- | --- | --- |"
    used = (part for wanted in SETS.values() for one in wanted.indicators for part in one.parts)
    for part in parts_of(*used):
        inner = (" **and** " if part.joined is Joined.ALL else " **or** ").join(
            _code([one.code]) for one in part.made_of
        )
        words = " · ".join(part.words.as_dict().values())
        yield f'| <a id="{part.code}"></a>`{part.code}` | {words} | {inner} | {_code(part.reads)} |'


def _checks(wanted: IndicatorSet) -> Iterator[str]:
    figures: dict[str, Counted] = {one.code: Zero() for one in wanted.of_people()}
    for outcome in check_figures(wanted.code, figures, leavers=Zero()):
        yield f"| {outcome.id} | {outcome.message.en} | {outcome.severity} |"
    for people in people_checks(wanted.code, {"household_required": 1}):
        yield f"| {people.id} | {people.words.en} | {people.severity} |"


def documents() -> dict[Path, str]:
    """Return the generated file with what it must hold."""
    return {ROOT / "docs" / "indicators.md": document()}


class Command(BaseCommand):
    help = "Writes docs/indicators.md; --check: exit 1 when it is not up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Only compare.")

    def handle(self, *args: Any, **options: Any) -> None:
        for file, text in documents().items():
            if not options["check"]:
                file.write_text(text, "utf-8")
            elif not file.exists() or file.read_text("utf-8") != text:
                raise CommandError(f"{file.relative_to(ROOT)} is not up to date: run script/manage indicators.")
