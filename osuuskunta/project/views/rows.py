"""Pages that change or remove one row of the card."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from osuuskunta.core.history import history_of
from osuuskunta.core.snacks import say
from osuuskunta.core.views import FormPage, Guarded
from osuuskunta.project.actions.rows import RowChangedMeanwhile, change_row, remove_row
from osuuskunta.project.queries.rows import mark_of, values_of
from osuuskunta.project.tables.rows import differences

TEMPLATE = "project/row_form.html"


class AddPage(FormPage):
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

    def remove_url(self) -> str:
        """Return the address on which the row is removed."""
        raise NotImplementedError

    def write(self) -> dict[str, Any]:
        row = self.row()
        initial = {name: getattr(row, name) for name in self.fields}
        return {"initial": {**initial, "seen": mark_of(values_of(row, self.fields))}}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "remove_url": self.remove_url(), "changes": history_of(self.row())}

    def store(self, form: Any) -> bool:
        """Store what else the form holds; returns whether that changed anything."""
        return False

    def save(self, form: Any) -> HttpResponse:
        values = {name: form.cleaned_data[name] for name in self.fields}
        try:
            changed = change_row(
                row=self.row(), values=values, seen=form.cleaned_data["seen"], action=self.action, by=self.actor
            )
        except RowChangedMeanwhile as meanwhile:
            return self.both(form, meanwhile.stored)
        changed_more = self.store(form)
        say(self.request, _("Saved") if changed or changed_more else _("Nothing had changed, so nothing was saved."))
        return redirect(self.back())

    def both(self, form: Any, stored: Model) -> HttpResponse:
        """Show what was typed and, before it, what somebody else has stored meanwhile."""
        typed = self.request.POST.copy()
        typed["seen"] = mark_of(values_of(stored, self.fields))
        again = self.form_class(**self.write(), data=typed)
        facts = differences(form, stored, self.fields)
        return self.page(self.template_name, status=409, **self.context(), form=again, obj=self.obj, meanwhile=facts)


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
