"""What the readable files say, in a file's own language whoever asks for it."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from osuuskunta.core.wording import day, number, span
from reporting.build.result import Check, Figure, ReportResult
from reporting.indicators import SETS, Kind

KINDS = (Kind.OUTPUT, Kind.OUTPUT_ENTITY, Kind.IMMEDIATE, Kind.LONGER_TERM)


def kind_words(kind: Kind) -> str:
    """Return what a group of figures counts."""
    return {
        Kind.OUTPUT: _("People at the start"),
        Kind.OUTPUT_ENTITY: _("Organisations"),
        Kind.IMMEDIATE: _("Results on leaving"),
        Kind.LONGER_TERM: _("Results six months after leaving"),
    }[kind]


def title(result: ReportResult) -> str:
    """Return the report's title."""
    return _("ESF report %(period)s") % {"period": span(result.first, result.last)}


def facts(result: ReportResult, language: str) -> list[tuple[str, str]]:
    """Return what the report is of, as names and values."""
    return [
        (_("Project"), result.project),
        (_("Indicator set"), SETS[result.set].name.in_language(language)),
        (_("Period"), span(result.first, result.last)),
        (_("As of"), day(result.as_of)),
        (_("Version"), number(result.version)),
        (
            _("Sites"),
            ", ".join(site(result, code) for code in result.sites) if result.sites else _("The whole project"),
        ),
    ]


def explanations(last: date) -> list[str]:
    """Return how the figures came about, in sentences."""
    return [
        _("Outputs count people by the day of their first entry, results by the day on which they finally left."),
        _("The report sees the world of %(day)s: periods that begin later are not there.") % {"day": day(last)},
        _(
            "A person who took part at several sites is counted at each, and once in the total: sites can add up to more."
        ),
        _(
            "The facts of the start are complete with gender, birth date, labour market status, level of education, participation in education, and of the unemployed since when. Until then a person is in the grand total only."
        ),
    ]


def verdict(check: Check) -> str:
    """Return in words whether a check passed, and how many people are behind one that did not."""
    if check.passed:
        return pgettext("check", "passed")
    if check.people is None:
        return pgettext("check", "open")
    return ngettext("open: %(n)s person", "open: %(n)s people", check.people) % {"n": number(check.people)}


def severity(check: Check) -> str:
    """Return what an open check means."""
    return _("stops sending") if check.severity == "error" else _("remark")


def checks_said(checks: Sequence[Check]) -> str:
    """Return how many checks passed, in a sentence."""
    passed = sum(check.passed for check in checks)
    return _("%(passed)s of %(all)s checks passed.") % {"passed": number(passed), "all": number(len(checks))}


def remark(figure: Figure) -> str:
    """Return what must be known of a figure, or ""."""
    return _("not collected") if figure.not_collected else ""


def site(result: ReportResult, code: str) -> str:
    """Return a site's name and code."""
    name = result.site_names.get(code)
    return f"{name} ({code})" if name else code


def where_words() -> str:
    """Return the name of the choice of a site."""
    return _("Site")


def whole_words() -> str:
    """Return what is said when no site is chosen."""
    return _("The whole project")


def who_words() -> str:
    """Return the name of the choice of a gender."""
    return _("Gender")
