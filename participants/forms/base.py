"""What forms about a person have in common: the mark of what was opened, and where an action's refusal is said."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

NOBODY = 0


class PersonForm(forms.Form):
    """`names` are the fields of the row in the form; `seen` is the mark of them as they were opened."""

    names: ClassVar[tuple[str, ...]] = ()
    main: ClassVar[str] = ""  # the field at which a refusal of the row as a whole is said

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        """Return what is to be stored, by field name."""
        return {name: self.cleaned_data[name] for name in self.names if name in self.cleaned_data}

    def hides(self, name: str) -> bool:
        """Whether the stored value of a field is not shown in this form."""
        return False

    def refuse(self, fault: ValidationError) -> None:
        """Say what an action has refused: at its field, or at the form's main one when it has no such field."""
        by_field = getattr(fault, "error_dict", None) or {NON_FIELD_ERRORS: fault.error_list}
        for name, errors in by_field.items():
            self.add_error(name if name in self.fields else (self.main or None), errors)


def coach_choices(coaches: Iterable[Model], current: Model | None) -> list[tuple[Any, Any]]:
    """Return the choices of a coach: those of the site, and who is it now even if the role has ended."""
    found = {coach.pk: str(coach) for coach in coaches}
    if current is not None:
        found.setdefault(current.pk, str(current))
    return list(found.items())
