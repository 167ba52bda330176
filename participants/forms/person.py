"""A person's own facts: who it is and how to reach them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from osuuskunta.core.forms import DayField, FormHelper, Group, Inline, Segments
from osuuskunta.core.periods import today
from osuuskunta.core.wording import day
from participants.enums import Gender
from participants.files.values import birth_of
from participants.forms.base import PersonForm
from participants.forms.fields import IdentityCodeField, Known
from participants.models import Participant
from participants.wording import label_of

WHO = ("given_names", "family_name", "identity_code", "birth_date", "gender")
CONTACTS = ("phone", "email", "address", "non_disclosure")


class WhoForm(PersonForm):
    """Name, identity and contacts. `stored` is the identity code that is kept when none is typed; it is never shown.

    With `hides_address` the stored address is not shown either, and kept when none is typed (non-disclosure).
    """

    names = (*WHO, *CONTACTS)

    given_names = forms.CharField(label=gettext_lazy("Given names"), max_length=120)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=120)
    birth_date = DayField(required=False)
    gender = Known(choices=Gender.choices, widget=Segments, help_text=gettext_lazy("As the person says."))
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False, empty_value=None)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False, empty_value=None)
    address = forms.CharField(label=gettext_lazy("Postal address"), max_length=300, required=False, empty_value=None)
    non_disclosure = forms.BooleanField(
        label=gettext_lazy("Non-disclosure for personal safety"),
        required=False,
        help_text=gettext_lazy("Address and home municipality are then shown nowhere."),
    )

    def __init__(
        self, *args: Any, url: str, save: Any, test_codes: bool, stored: str | None = None, masked: str = "",
        hides_address: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.stored, self.hides_address = stored, hides_address
        kept = _("Stored: %(code)s. Write another to replace it; empty keeps it.") % {"code": masked}
        says = kept if stored else _("As in 131052-308T. The birth date then follows from it.")
        code = IdentityCodeField(test_codes=test_codes, label=_("Personal identity code"), help_text=says)
        self.fields["identity_code"] = code
        self.fields["birth_date"].label = label_of(Participant, "birth_date")
        self.fields["gender"].label = label_of(Participant, "gender")
        if hides_address:
            self.fields["address"].help_text = _("The stored address is hidden. Write another to replace it.")
        names = {"autocomplete": "off", "spellcheck": "false"}
        for name in ("given_names", "family_name"):
            self.fields[name].widget.attrs |= names
        who = Group(
            _("Who"), Inline("given_names", "family_name"), Inline("identity_code", "birth_date"), "gender",
            says=_("What the funder needs is marked ESF. What is not known may stay open: it waits on the person's page."),
        )  # fmt: skip
        self.helper = FormHelper(who, Group(_("How to reach the person"), *CONTACTS), save=save, cancel=url)

    def hides(self, name: str) -> bool:
        return name == "identity_code" or (name == "address" and self.hides_address)

    def clean_birth_date(self) -> date | None:
        """Refuse a day that is not here yet."""
        found: date | None = self.cleaned_data["birth_date"]
        if found is not None and found >= today():
            raise forms.ValidationError(_("Nobody is born later than yesterday here. Compare it with the document."))
        return found

    def clean(self) -> dict[str, Any]:
        """Take the birth date from the identity code, or refuse one that disagrees."""
        data = super().clean() or self.cleaned_data
        code = data.get("identity_code") or ("identity_code" not in self.errors and self.stored)
        if code and "birth_date" in data:
            born = birth_of(code)
            if data["birth_date"] is None:
                data["birth_date"] = born
            elif data["birth_date"] != born:
                self.add_error("birth_date", _("The identity code says %(day)s.") % {"day": day(born)})
        return data

    def values(self) -> dict[str, Any]:
        found = super().values()
        for name in ("identity_code", "address"):
            if found[name] is None and (self.stored if name == "identity_code" else self.hides_address):
                del found[name]
        return found
