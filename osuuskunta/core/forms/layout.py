"""Layouts for crispy: groups of a few fields under a heading, fields side by side, and the bar that saves."""

from typing import Any, cast

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import render_field
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from osuuskunta.core.access import Words


def flat(context: Context) -> dict[str, Any]:
    """Return a context as one dict, for the template of a part."""
    found: dict[str, Any] = context.flatten()  # type: ignore[assignment]
    return found


def _flat(context: Context) -> dict[str, Any]:
    return cast("dict[str, Any]", context.flatten())


class _Holder(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """Something that holds fields and shows them in a template."""

    template: str

    def __init__(self, *fields: Any) -> None:
        self.fields = list(fields)

    def words(self) -> dict[str, Any]:
        """Return what the template needs besides the fields."""
        return {}

    def render(self, form: BaseForm, context: Context, template_pack: str = "osuuskunta", **kwargs: Any) -> SafeString:
        inside = SafeString(
            "".join(render_field(field, form, context, template_pack=template_pack) for field in self.fields)
        )
        return render_to_string(self.template, {**flat(context), "inside": inside, **self.words()})


class Group(_Holder):
    """At most seven fields that belong together, under a legend with a sentence below it: `Group(_("Who"), "name", "email")`."""

    template = "osuuskunta/layout/group.html"

    def __init__(self, legend: Words, *fields: Any, says: Words = "") -> None:
        super().__init__(*fields)
        self.legend, self.says = legend, says

    def words(self) -> dict[str, Any]:
        return {"legend": self.legend, "says": self.says}


class Inline(_Holder):
    """Short fields side by side where there is room: `Inline("starts_on", "ends_on")`."""

    template = "osuuskunta/layout/inline.html"


class Rest(LayoutObject):  # type: ignore[misc]
    """All fields that stand nowhere else, in the form's order."""

    def __init__(self) -> None:
        self.fields: list[Any] = []

    def render(self, form: Any, context: Context, template_pack: str = "osuuskunta", **kwargs: Any) -> SafeString:
        left = [name for name in form.fields if name not in form.rendered_fields]  # type: ignore[attr-defined]  # crispy's mark
        return SafeString("".join(render_field(name, form, context, template_pack=template_pack) for name in left))


class Part(LayoutObject):  # type: ignore[misc]
    """A component among the fields: `Part("components/note.html", kind="info", content=_("…"))`."""

    def __init__(self, template: str, **words: Any) -> None:
        self.template, self.words = template, words
        self.fields: list[Any] = []

    def render(self, form: BaseForm, context: Context, template_pack: str = "osuuskunta", **kwargs: Any) -> SafeString:
        return render_to_string(self.template, {**flat(context), **self.words})


class SaveBar(LayoutObject):  # type: ignore[misc]
    """The button that saves, in view while the form is; says *Saved 12.41* or *Not saved*.

    `sticky=False` gives plain buttons at the end of a short form.
    """

    def __init__(self, save: Words, *, cancel: str = "", sticky: bool = True) -> None:
        self.save, self.cancel, self.sticky = save, cancel, sticky
        self.fields: list[Any] = []

    def render(self, form: BaseForm, context: Context, template_pack: str = "osuuskunta", **kwargs: Any) -> SafeString:
        words = {
            "save": self.save,
            "cancel": self.cancel,
            "sticky": self.sticky,
            "form": form,
            "saved_at": getattr(form, "saved_at", None),
        }
        return render_to_string("components/savebar.html", {**flat(context), **words})
