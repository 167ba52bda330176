"""The filters of the list of people: ids and codes only, so that an address never holds a name."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participants.queries.people import NO_COACH, PeopleFilter

ANY = ("", pgettext_lazy("filter", "All"))
STANDINGS = (("open", _("Takes part")), ("ended", _("Ended")))


class PeopleFilterForm(forms.Form):
    """Where, with whom, and whether still."""

    standing = forms.ChoiceField(label=_("Now"), required=False, choices=[ANY, *STANDINGS])
    coach = forms.TypedChoiceField(label=_("Coach"), required=False, coerce=int, empty_value=None)
    site = forms.TypedChoiceField(label=_("Site"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Mapping[str, Any], *, sites: Iterable[Model], coaches: Iterable[Model]) -> None:
        super().__init__(data)
        places = [(site.pk, str(site)) for site in sites]
        people = [(coach.pk, str(coach)) for coach in coaches]
        self.fields["coach"].choices = [ANY, *people, (NO_COACH, _("Nobody"))]  # type: ignore[attr-defined]
        self.fields["site"].choices = [ANY, *places]  # type: ignore[attr-defined]
        if len(places) < 2:
            del self.fields["site"]

    def wanted(self) -> PeopleFilter:
        """Return what is asked for; a field that cannot be read filters nothing and is shown with its mistake."""
        self.is_valid()
        return PeopleFilter(**{name: value for name, value in self.cleaned_data.items() if value not in (None, "")})
