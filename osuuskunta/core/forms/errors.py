"""What is wrong with a form, as a list of sentences that lead to their fields."""

from dataclasses import dataclass

from django.forms import BaseForm
from django.forms.boundfield import BoundField


@dataclass(frozen=True, slots=True)
class Mistake:
    """One sentence; `anchor` is the id of the control to mend, `label` its name; both "" for the form as a whole."""

    text: str
    anchor: str = ""
    label: str = ""


def mistakes(form: BaseForm) -> list[Mistake]:
    """Return what a bound form refuses, first the form as a whole, then field by field in their order."""
    found = [Mistake(str(text)) for text in form.non_field_errors()]
    for field in form:
        if field.is_hidden:
            found += [Mistake(str(text)) for text in field.errors]
        else:
            found += [Mistake(str(text), _anchor(field), str(field.label)) for text in field.errors]
    return found


def _anchor(field: BoundField) -> str:
    """Return the id of the first control; a group of ticks has none of its own, its first tick has."""
    if field.field.widget.use_fieldset:
        first = next(iter(field.subwidgets), None)
        return str(first.id_for_label) if first else ""
    return str(field.id_for_label)
