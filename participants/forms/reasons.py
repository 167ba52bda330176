"""Why somebody's data are read: asked before the page, and kept in the read log."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from osuuskunta.activity.enums import Reason
from osuuskunta.activity.readlog import NOTE_LENGTH
from osuuskunta.core.access import Words
from osuuskunta.core.forms import FormHelper, Group

CHOICES = (Reason.OWN_WORK, Reason.SUPERVISION, Reason.DATA_SUBJECT, Reason.CHECK, Reason.OTHER)


class ReasonForm(forms.Form):
    """A reason, and what it is about in own words: needed when none of the reasons fits."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=[(one.value, one.label) for one in CHOICES], widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=pgettext_lazy("read log", "In your own words"),
        max_length=NOTE_LENGTH,
        required=False,
        help_text=gettext_lazy("For example: standing in for the coach this week. Write nobody's name."),
    )
    next = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, url: str, save: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(Group(_("Why"), "reason", "note"), save=save, cancel=url, bar=False, guard=False)

    def clean(self) -> dict[str, Any]:
        """Ask for words when the reason is another one."""
        data = super().clean() or self.cleaned_data
        if data.get("reason") == Reason.OTHER and not data.get("note"):
            self.add_error("note", _("Say in a few words what the reason is."))
        return data
