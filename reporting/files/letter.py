"""A report for people: a PDF/UA letter with figures, checks and definitions."""

from django.utils import translation
from django.utils.translation import gettext as _

from osuuskunta.core.letters import Bullets, Column, Definitions, Letter, Note, Section, Table, Tone, render
from osuuskunta.core.wording import number
from reporting.build.result import Figure, ReportResult
from reporting.files import words
from reporting.files.making import Making
from reporting.indicators import SETS, Kind
from reporting.indicators.choices import choices_between


def pdf_file(result: ReportResult, making: Making) -> bytes:
    """Return the report as a PDF/UA-1 file: the same result and making give the same bytes."""
    with translation.override(making.language):
        return render(_letter(result, making))


def _letter(result: ReportResult, making: Making) -> Letter:
    said = (Definitions(tuple(words.facts(result, making.language))), Bullets(tuple(words.explanations(result.last))))
    return Letter(
        title=words.title(result),
        language=making.language,  # type: ignore[arg-type]
        made_by=making.made_by,
        made_at=making.generated_at,
        source=_("The participants of the project and its card"),
        checksum=result.checksum,
        context=result.project,
        lede=words.checks_said(result.checks),
        blocks=said,
        sections=(
            Section(_("Figures"), tuple(_figures(result, making.language))),
            Section(_("Figures by site"), tuple(_by_site(result, making.language))),
            Section(_("Checks"), (*_open(result), _checks(result, making.language))),
            Section(_("Definitions"), (_definitions(result, making.language),)),
            Section(
                _("Decisions behind the figures"),
                (
                    Bullets(
                        tuple(
                            one.words.in_language(making.language)
                            for one in choices_between(result.set, result.first, result.last)
                        )
                    ),
                ),
            ),
        ),
    )


def _figures(result: ReportResult, language: str) -> list[Table]:
    columns = (
        Column(_("Code")),
        Column(_("Figure"), share=1),
        *(Column(label, align="end") for label in (_("Women"), _("Men"), _("Other"), _("Total"))),
    )
    tables = []
    for kind in words.KINDS:
        rows = tuple(_row(figure, language) for figure in result.figures if figure.kind is kind)
        if rows:
            tables.append(Table(caption=words.kind_words(kind), columns=columns, rows=rows))
    return tables


def _row(figure: Figure, language: str) -> tuple[str, ...]:
    name, remark = figure.name.in_language(language), words.remark(figure)
    cell = figure.cell
    numbers = (number(cell.women), number(cell.men), number(cell.nonbinary), number(cell.total))
    return (figure.code, f"{name} ({remark})" if remark else name, *numbers)


def _by_site(result: ReportResult, language: str) -> list[Table]:
    sites = list(result.figures[0].by_site) if result.figures else []
    genders = ((_("Women"), "women"), (_("Men"), "men"), (_("Other"), "nonbinary"), (_("Total"), "total"))
    people = [figure for figure in result.figures if figure.kind is not Kind.OUTPUT_ENTITY]
    return [
        Table(
            caption=words.site(result, site),
            columns=(Column(_("Code")), *(Column(label, align="end", share=1) for label, _name in genders)),
            rows=tuple(
                (figure.code, *(number(getattr(figure.by_site[site], name)) for _label, name in genders))
                for figure in people
            ),
        )
        for site in sites
    ]


def _open(result: ReportResult) -> list[Note]:
    stops = [check for check in result.checks if not check.passed and check.severity == "error"]
    if not stops:
        return []
    return [Note(_("The report can't be sent as it is"), ", ".join(check.id for check in stops), Tone.WARN)]


def _checks(result: ReportResult, language: str) -> Table:
    return Table(
        caption=_("Every check and how it went"),
        columns=(
            Column(_("Check")),
            Column(_("What it asks"), share=3),
            Column(_("How it went"), share=1),
            Column(_("Meaning"), share=1),
        ),
        rows=tuple(
            (check.id, check.message.in_language(language), words.verdict(check), words.severity(check))
            for check in result.checks
        ),
    )


def _definitions(result: ReportResult, language: str) -> Table:
    wanted = SETS[result.set].by_code
    return Table(
        caption=_("What each figure counts and where that is said"),
        columns=(Column(_("Code")), Column(_("What is counted"), share=3), Column(_("Source"), share=1)),
        rows=tuple(
            (figure.code, wanted[figure.code].sentence.in_language(language), wanted[figure.code].source)
            for figure in result.figures
        ),
    )
