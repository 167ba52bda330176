"""Pages that change or remove one row of the card."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from osuuskunta.core.history import Change, history_of, names_in, tell
from osuuskunta.core.snacks import say
from osuuskunta.core.views import FormPage, Guarded
from osuuskunta.project.actions.rows import RowChangedMeanwhile, change_row, remove_row
from osuuskunta.project.queries.rows import Part, changed_meanwhile, mark_of_rows, removal
from osuuskunta.project.tables.rows import meanwhile, saved_by, typed_facts

TEMPLATE = "project/row_form.html"


class MergePage(FormPage):
    """A form that never overwrites unseen what somebody else has saved since it was opened: it then shows both states."""

    def both(self, form: Any, stored: Mapping[str, Any], seen: str, changes: Sequence[Change]) -> HttpResponse:
        """Show what was typed and what is stored now, who stored it, and the form again; the next save knows both.

        `stored` is by the names of the form's fields, `seen` the mark of the state that is shown now.
        """
        typed = self.request.POST.copy()
        typed["seen"] = seen
        again = self.form_class(**self.write(), data=typed)
        shown = meanwhile(form, stored, changes)
        return self.page(self.template_name, status=409, **self.context(), form=again, obj=self.obj, meanwhile=shown)


class AddPage(MergePage):
    """A form for a new row."""

    template_name = TEMPLATE

    def back(self) -> str:
        """Return the address of the list."""
        raise NotImplementedError

    def title(self) -> str:
        """Return the page's title."""
        raise NotImplementedError

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """Return (text, address) of the pages above."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        return {"title": self.title(), "crumbs": self.crumbs()}


class EditPage(AddPage):
    """A form for a row that is there. Who has opened an older state sees both, and nothing is overwritten unseen."""

    fields: ClassVar[tuple[str, ...]]  # of the row, in the form under the same names

    def row(self) -> Model:
        """Return what is edited."""
        raise NotImplementedError

    def parts(self) -> list[Part]:
        """Return the rows that the form shows, each with its fields."""
        return [(self.row(), self.fields)]

    def remove_url(self) -> str:
        """Return the address on which the row is removed; "" for one that never is."""
        return ""

    def past(self) -> QuerySet[Any] | None:
        """Return the history of the row of the address, which may be gone; None for one that never is."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except (Http404, ObjectDoesNotExist) as fault:
            gone = self.gone() if request.method == "POST" else None
            if gone is None:
                raise Http404 from fault
            return gone

    def gone(self) -> HttpResponse | None:
        """Return the page for who saves what another has removed meanwhile, with all that was typed; None if it never was."""
        past = self.past()
        ends = list(removal(past).values()) if past is not None else []
        if past is None or not ends:
            return None
        changes = tell([(end, None) for end in ends], past.model, names=names_in(ends))
        typed = typed_facts(self.form_class, self.request.POST)
        return self.page(
            "project/row_gone.html",
            status=410,
            crumbs=self.crumbs(),
            back=self.back(),
            savers=saved_by(changes),
            typed=typed,
        )

    def write(self) -> dict[str, Any]:
        parts = self.parts()
        initial = {name: getattr(row, name) for row, names in parts for name in names}
        return {"initial": {**initial, "seen": mark_of_rows(parts)}}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "remove_url": self.remove_url(), "changes": history_of(self.row())}

    def change(self, values: Mapping[str, Any], seen: str) -> Sequence[str]:
        """Store the values by an action; returns the names of the fields that changed."""
        return change_row(row=self.row(), values=values, seen=seen, action=self.action, by=self.actor)

    def save(self, form: Any) -> HttpResponse:
        parts, seen = self.parts(), form.cleaned_data["seen"]
        values = {name: form.cleaned_data[name] for _row, names in parts for name in names}
        try:
            changed = self.change(values, seen)
        except RowChangedMeanwhile as fault:
            now = [(row, names) for row, (_old, names) in zip(fault.stored, parts, strict=True)]
            stored = {name: getattr(row, name) for row, names in now for name in names}
            return self.both(form, stored, mark_of_rows(now), changed_meanwhile(self.actor, now, seen))
        if changed:
            self.done()
        else:
            say(self.request, _("Nothing had changed, so nothing was saved."))
        return redirect(self.back())

    def done(self) -> None:
        """Say that it is stored."""
        say(self.request, _("Saved"))


class RemovePage(Guarded):
    """What goes and what follows, and a button."""

    def row(self) -> Model:
        """Return what is removed."""
        raise NotImplementedError

    def back(self) -> str:
        """Return the address of the list."""
        raise NotImplementedError

    def crumbs(self) -> Sequence[tuple[str, str]]:
        """Return (text, address) of the pages above."""
        raise NotImplementedError

    def follows(self) -> Sequence[str]:
        """Return sentences that say what follows."""
        return ()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = self.name()
        return self.page(
            "project/row_remove.html",
            name=name,
            title=_("Remove %(name)s") % {"name": name},
            crumbs=self.crumbs(),
            follows=[*self.follows(), _("History keeps what is removed and who removed it.")],
            back=self.back(),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = self.name()
        remove_row(row=self.row(), action=self.action, by=self.actor)
        say(request, _("Removed: %(name)s") % {"name": name})
        return redirect(self.back())

    def name(self) -> str:
        """Return what the row is called."""
        return str(self.row())
