"""Fields of people's forms: what is not known is a choice of its own, and an identity code is checked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from osuuskunta.core.access import Words
from osuuskunta.core.forms import Segments
from participants.files.errors import Refused
from participants.files.values import identity_code
from participants.queries.person import municipality_code, municipality_names

NOT_KNOWN = "-"
UNKNOWN = pgettext_lazy("fact", "Not known")
CODE_DIGITS = 3


class Known(forms.TypedChoiceField):
    """A choice among what can be known, with *Not known* as a choice of its own, taken until another one is."""

    def __init__(self, *, choices: Any, unknown: Words = UNKNOWN, **kwargs: Any) -> None:
        super().__init__(choices=[(NOT_KNOWN, unknown), *choices], coerce=self._value, **kwargs)
        self._values = {str(value): value for value, _words in choices}

    def _value(self, text: str) -> Any:
        return self._values.get(text)

    def prepare_value(self, value: Any) -> Any:
        return NOT_KNOWN if value is None else str(value)


class YesNo(Known):
    """Yes, no, or not known."""

    widget = Segments

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[(True, gettext_lazy("Yes")), (False, gettext_lazy("No"))], **kwargs)


class IdentityCodeField(forms.CharField):
    """A Finnish identity code, checked as in a participant file. Test numbers only where they are allowed."""

    def __init__(self, *, test_codes: bool, **kwargs: Any) -> None:
        super().__init__(max_length=11, required=False, empty_value=None, **kwargs)
        self.test_codes = test_codes
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean(self, value: Any) -> str | None:
        text: str | None = super().clean(value)
        if text is None:
            return None
        try:
            return identity_code(text, test_codes=self.test_codes)
        except Refused as fault:
            raise ValidationError(str(fault)) from None


class MunicipalityField(forms.CharField):
    """A municipality by its code of three digits, or by its name where the house knows it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, required=False, empty_value=None, **kwargs)

    def clean(self, value: Any) -> str | None:
        text: str | None = super().clean(value)
        if text is None or (len(text) == CODE_DIGITS and text.isascii() and text.isdigit()):
            return text
        code = municipality_code(text)
        if code is None:
            raise ValidationError(_("Write the municipality's code of three digits, as in 061, or its whole name."))
        return code

    def prepare_value(self, value: Any) -> Any:
        return municipality_names([value]).get(value, value) if value else value
