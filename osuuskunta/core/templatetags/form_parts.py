"""What the form pack in `templates/osuuskunta/` needs to lay a field out. Pages use `{% crispy form %}`."""

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.widgets import Input
from django.utils.safestring import SafeString

from osuuskunta.core.forms.fields import Segments

register = template.Library()
LOOKS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "tick"),
    (forms.Select, "select"),
    (forms.Textarea, "form-control"),
    (Input, "form-control"),
)


@register.filter
def layout_of(field: BoundField) -> str:
    """Return which template shows a field: hidden, check, segments, choices, several or plain."""
    widget = field.field.widget
    if field.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, Segments):
        return "segments"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "several" if isinstance(widget, forms.MultiWidget) else "plain"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Render a field's control with our class on it; ids, `required` and `aria-…` come from Django."""
    widget = field.field.widget
    own = str(widget.attrs.get("class", ""))
    look = next((css for kind, css in LOOKS if isinstance(widget, kind)), "")
    attrs: dict[str, Any] = {"class": " ".join(part for part in (look, own) if part)}
    if isinstance(widget, forms.Textarea):
        attrs.setdefault("rows", widget.attrs.get("rows", 4))
        attrs["data-autosize"] = True
    return field.as_widget(attrs=attrs)


@register.filter
def is_radios(field: BoundField) -> bool:
    """Whether one choice is taken; Django's group of tick boxes is a subclass of its radios."""
    widget = field.field.widget
    return isinstance(widget, forms.RadioSelect) and not isinstance(widget, forms.CheckboxSelectMultiple)


@register.filter
def unit_of(field: BoundField) -> str:
    """Return the unit that stands after a field's control, "" mostly."""
    return str(getattr(field.field, "unit", ""))


@register.filter
def ticks(field: BoundField) -> list[Any]:
    """Return the choices of a group of ticks or segments, each a control without its label."""
    found = []
    for choice in field.subwidgets:
        attrs = {name: value for name, value in choice.data["attrs"].items() if name != "aria-invalid"}
        kind = "" if isinstance(field.field.widget, Segments) else "tick"
        choice.data["attrs"] = {**attrs, "class": kind} if kind else attrs
        found.append(choice)
    return found
