"""The funder's reports: asked for, built by the worker, opened down to the people behind each figure, taken out as files."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from osuuskunta.activity.enums import Action, Reason
from osuuskunta.activity.readlog import Subject, log_read
from osuuskunta.core.paging import Page
from osuuskunta.core.parts import Fact, Link
from osuuskunta.core.periods import now
from osuuskunta.core.views import FormPage, Guarded, ListPage, found
from osuuskunta.core.wording import moment
from osuuskunta.project.models import Site
from reporting.actions.building import ask_for_report, log_download
from reporting.build.counting import Layout
from reporting.build.result import Figure, ReportResult
from reporting.files import FORMATS, Making, render
from reporting.files import words as file_words
from reporting.forms.reports import ReportForm
from reporting.indicators import SETS, Kind
from reporting.queries.reports import (
    VERSIONS_ORDER,
    CellFilter,
    PeoplePage,
    behind_check,
    members,
    sees_everybody,
    siblings,
    version,
    versions,
)
from reporting.rules import BUILD_REPORTS, OPEN_FIGURES, VIEW_REPORTS
from reporting.saying import gender_name, said
from reporting.tables.reports import check_table, count_table, figure_table, people_table, version_table

LABEL = "participants.participant"
TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
GENDER_FIELD = {"W": "women", "M": "men", "NB": "nonbinary", "": "total"}


class ReportsPage(ListPage):
    """Every version of every report of the project."""

    action, template_name, order = VIEW_REPORTS, "reporting/reports.html", VERSIONS_ORDER

    def rows(self) -> QuerySet[Any]:
        return versions(self.actor, self.project)

    def table(self, page: Page[Any]) -> Any:
        return version_table(self.project.code, page)

    def context(self) -> dict[str, Any]:
        return {"may_build": bool(self.actor.can(BUILD_REPORTS))}


class ReportNew(FormPage):
    """Ask for a report; the days are proposed, and the work goes on when one leaves."""

    action, form_class, template_name = BUILD_REPORTS, ReportForm, "reporting/new.html"

    def write(self) -> dict[str, Any]:
        return {"project": self.project, "url": reverse("reports", args=[self.project.code])}

    def save(self, form: Any) -> HttpResponse:
        _report, job = ask_for_report(project=self.project, by=self.actor, **form.cleaned_data)
        return redirect(job.get_absolute_url())


class OneVersion(Guarded):
    """Something about one version."""

    action = VIEW_REPORTS

    def about(self) -> Any:
        return found(version(self.actor, self.project, self.kwargs["pk"]))

    @property
    def result(self) -> ReportResult:
        return ReportResult.from_content(self.obj.content)


class ReportPage(OneVersion):
    """Checks first, then the figures, then the files."""

    def get(self, request: HttpRequest, code: str, pk: Any) -> HttpResponse:
        result = self.result
        still_open = [check for check in result.checks if not check.passed]
        passed = [check for check in result.checks if check.passed]
        others = [one for one in siblings(self.actor, self.obj) if one.pk != self.obj.pk]
        return self.page(
            "reporting/report.html",
            version=self.obj,
            title=file_words.title(result),
            facts=[Fact(name, value) for name, value in file_words.facts(result, request.LANGUAGE_CODE)],  # type: ignore[attr-defined]
            checks_said=file_words.checks_said(result.checks),
            open_checks=check_table(code, self.obj, still_open) if still_open else None,
            passed=check_table(code, self.obj, passed) if passed else None,
            figures=figure_table(code, self.obj, result),
            explanations=file_words.explanations(result.last),
            files=[
                Link(name.upper(), reverse("report_file", args=[code, pk, name]))
                for name in ("pdf", "xlsx", "csv", "json")
            ],
            others=[(one, reverse("report", args=[code, one.pk])) for one in others],
            may_build=bool(self.actor.can(BUILD_REPORTS)),
        )


class ReportAgain(OneVersion):
    """Build the same report anew: the next version."""

    action = BUILD_REPORTS

    def post(self, request: HttpRequest, code: str, pk: Any) -> HttpResponse:
        asked = self.obj.report
        _report, job = ask_for_report(
            project=self.project,
            indicator_set=asked.indicator_set,
            first=asked.first,
            last=asked.last,
            as_of=asked.as_of,
            by=self.actor,
        )
        return redirect(job.get_absolute_url())


def page_number(request: HttpRequest) -> int:
    """Return the number of the page that the address asks for, from 1; anything else is the first page."""
    text = request.GET.get("page", "")
    return int(text) if text.isdigit() and 0 < int(text) < 1_000_000 else 1


class PeopleBehind(OneVersion):
    """People of a version, page by page; who is shown is logged."""

    action = OPEN_FIGURES

    def log(self, page: PeoplePage) -> None:
        subjects = [Subject(LABEL, one.person.pk, one.site.pk) for one in page.people]
        if subjects:
            log_read(self.actor, subjects, why=Reason.REPORT, action=Action.LISTED)

    def neighbours(self, page: PeoplePage) -> dict[str, str]:
        """Return the queries of the neighbouring pages, as a pager shows them."""
        kept = self.request.GET.copy()

        def at(number: int) -> str:
            kept["page"] = str(number)
            return f"?{kept.urlencode()}"

        return {
            "next": at(page.number + 1) if page.more else "",
            "previous": at(page.number - 1) if page.number > 1 else "",
        }


class FigurePage(PeopleBehind):
    """A figure's passport: what it counts, by which rule, and who is behind it; counts for who may not see the people."""

    def get(self, request: HttpRequest, code: str, pk: Any, figure: str) -> HttpResponse:
        result = self.result
        shown = result.by_code.get(figure)
        if shown is None or shown.kind is Kind.OUTPUT_ENTITY:
            raise Http404
        cell = CellFilter(site=request.GET.get("site", ""), gender=request.GET.get("gender", ""))
        if (cell.site and cell.site not in result.site_names) or cell.gender not in GENDER_FIELD:
            raise Http404
        where = shown.by_site[cell.site] if cell.site else shown.cell
        total = getattr(where, GENDER_FIELD[cell.gender])
        indicator = SETS[result.set].by_code[figure]
        context: dict[str, Any] = {
            "version": self.obj,
            "report_title": file_words.title(result),
            "figure": shown,
            "name": said(shown.name),
            "total": total,
            "data_total": total,
            "sentence": said(indicator.sentence),
            "parts": [said(part.words) for part in indicator.parts],
            "facts": [
                Fact(*pair)
                for pair in (
                    *file_words.facts(result, request.LANGUAGE_CODE)[1:4],  # type: ignore[attr-defined]
                    (file_words.where_words(), result.site_names.get(cell.site, file_words.whole_words())),
                    (file_words.who_words(), gender_name(cell.gender)),
                )
            ],
            "source": indicator.source,
            "made": moment(self.obj.made_at),
        }
        return self.page("reporting/figure.html", **context, **self.behind(shown, cell, result))

    def behind(self, shown: Figure, cell: CellFilter, result: ReportResult) -> dict[str, Any]:
        """Return the people of the cell, or its counts for who does not see all of them."""
        places = Site.objects.filter(project=self.project)
        wanted = {site.pk for site in places if not cell.site or site.code == cell.site}
        if not sees_everybody(self.actor, wanted):
            return {"counts": count_table(shown, result, [cell.site] if cell.site else list(result.site_names))}
        page = members(self.actor, self.obj, shown.code, cell, page_number(self.request))
        self.log(page)
        indicator = SETS[result.set].by_code[shown.code]
        people = people_table(self.project.code, page.people, indicator) if page.people else None
        return {"people": people, "pages": self.neighbours(page)}


class CheckPage(PeopleBehind):
    """Who is behind an open check; counts for who does not see everybody."""

    def get(self, request: HttpRequest, code: str, pk: Any, check: str) -> HttpResponse:
        result = self.result
        named = next((one for one in result.checks if one.id == check and one.people is not None), None)
        if named is None:
            raise Http404
        context: dict[str, Any] = {
            "version": self.obj,
            "report_title": file_words.title(result),
            "check": named,
            "message": said(named.message),
            "total": named.people,
            "data_total": named.people,
        }
        sites = set(Site.objects.filter(project=self.project).values_list("pk", flat=True))
        if sees_everybody(self.actor, sites):
            layout = Layout.of(SETS[result.set])
            bit = len(layout.asked) + [one.id for one in layout.checks].index(check)
            page = behind_check(self.actor, self.obj, bit, page_number(request))
            self.log(page)
            context |= {
                "people": people_table(code, page.people, None) if page.people else None,
                "pages": self.neighbours(page),
            }
        return self.page("reporting/check.html", **context)


class ReportFile(OneVersion):
    """A version as a file, in the reader's language; who fetches it is written down."""

    def get(self, request: HttpRequest, code: str, pk: Any, format: str) -> HttpResponse:  # noqa: A002
        if format not in FORMATS:
            raise Http404
        kept = self.obj
        language = request.LANGUAGE_CODE[:2]  # type: ignore[attr-defined]
        making = Making(language=language, generated_at=kept.made_at, made_by=str(kept.made_by))
        content = render(self.result, making, format=format)
        log_download(version=kept, format=format, at=now(), by=self.actor)
        report = kept.report
        name = f"{self.project.code}-{report.indicator_set}-{report.first}-{report.last}-v{kept.number}.{format}"
        return HttpResponse(
            content, content_type=TYPES[format], headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )
