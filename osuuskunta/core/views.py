"""Building blocks of pages: what may be shown to whom is asked once, here, and answered in words.

    class SitePage(Guarded):
        action = "project.view_card"

        def about(self) -> SiteCard:                      # what the page is about; asked of the rules too
            return found(site_card(self.actor, self.kwargs["pk"]))  # None → 404, as for an unknown id

        def get(self, request, code, pk):
            return self.page("project/site.html", site=self.obj)

    class AddSite(FormPage):
        action, form_class, template_name = "project.edit_sites", SiteForm, "project/site_form.html"

        def save(self, form) -> HttpResponse:             # an action; what it refuses (ValidationError) is said in the form
            site = actions.add_site(project=self.project, by=self.actor, **form.cleaned_data)
            say(self.request, _("Site added: %(name)s") % {"name": site})
            return redirect("card", self.project.code)

        def write(self) -> dict: ...                      # optional: further keyword arguments of the form

    class SitesPage(ListPage):
        action, template_name, order = "project.view_card", "project/sites.html", ("mark", "id")

        def rows(self): return sites(self.actor, self.project)       # a scoped queryset of queries.py
        def table(self, page): return SiteTable([…page.rows…], page=page)

Who has no role in the project got 404 from `ScopeMiddleware` before any of this; who has a role that does not include the action
gets the 403 page with the reason in words; a row of another site, or one that does not exist, is the same 404.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views import View

from osuuskunta.core.access import Actor, Denied
from osuuskunta.core.paging import SIZE, Page, keyset
from osuuskunta.core.tables import Table

T = TypeVar("T")


def found(row: T | None) -> T:
    """Return `row`; Http404 for None: what one may not see and what does not exist answer alike."""
    if row is None:
        raise Http404
    return row


class Guarded(View):
    """A page for who may do `action` (on what the page is about, if `about` says so). GET never changes data."""

    action: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.require(self.action)  # before the row is looked for: whose role it is not never learns what there is
        if self.obj is not None:
            self.require(self.action, self.obj)
        return super().dispatch(request, *args, **kwargs)

    def about(self) -> Any:
        """Return what the page is about, from a scoped query, or None; Http404 (see `found`) when it is not there."""
        return None

    @cached_property
    def obj(self) -> Any:
        """What the page is about; asked for once a request."""
        return self.about()

    def require(self, action: str, obj: object = None) -> None:
        """PermissionDenied with the rule's reason unless the actor may do `action`."""
        decision = self.actor.can(action, obj)
        if isinstance(decision, Denied):
            raise PermissionDenied(decision.reason)

    @property
    def actor(self) -> Actor:
        """Who asks, in the active role."""
        actor: Actor = self.request.actor  # type: ignore[attr-defined]
        return actor

    @property
    def project(self) -> Any:
        """The project of the address; None outside `/p/<code>/`."""
        return self.request.project  # type: ignore[attr-defined]

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """Render a template of the house with this context."""
        return render(self.request, template, context, status=status)


class FormPage(Guarded):
    """A form of its own address: shown, checked, and saved by an action; what it refuses keeps what was typed."""

    form_class: ClassVar[type[BaseForm]]
    template_name: ClassVar[str]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.form_class(**self.write()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(**self.write(), data=request.POST, files=request.FILES)
        if not form.is_valid():
            return self.show(form)
        try:
            with transaction.atomic():  # several actions may belong to one form: what the last refuses undoes the first
                return self.save(form)
        except ValidationError as fault:
            form.add_error(None, fault)
            return self.show(form)

    def write(self) -> dict[str, Any]:
        """Return keyword arguments of the form besides `data` and `files` (initial, instance, choices)."""
        return {}

    def save(self, form: Any) -> HttpResponse:
        """Do it by an action and return where to go (a redirect). ValidationError: the form says it and is shown again."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return what the template needs besides `form` and `obj`."""
        return {}

    def show(self, form: BaseForm) -> HttpResponse:
        """Render the form, as it is or with what must be mended."""
        return self.page(self.template_name, **self.context(), form=form, obj=self.obj)


class ListPage(Guarded):
    """A list, one page at a time by keyset; `order` ends with a unique column and names no NULL and no person's name."""

    template_name: ClassVar[str]
    order: ClassVar[Sequence[str]]
    size: ClassVar[int] = SIZE

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        page = keyset(self.rows(), self.order, request, self.size)
        return self.page(self.template_name, **self.context(), table=self.table(page) if page.rows else None)

    def rows(self) -> QuerySet[Any]:
        """Return the rows that the actor may see, filtered as the address says; a queryset of `queries.py`."""
        raise NotImplementedError

    def table(self, page: Page[Any]) -> Table:
        """Return the page's rows in words; called only when there are some (the template says why a list is empty)."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        """Return what the template needs besides `table` (filters, chips, `data_total`)."""
        return {}
