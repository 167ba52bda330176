"""The sensitive answers: asked, answered, refused, or not asked."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from osuuskunta.core.forms import FormHelper, Group, Segments
from participants.enums import Answer
from participants.forms.base import PersonForm
from participants.forms.fields import Known
from participants.models import SensitiveAnswers
from participants.wording import label_of


class AnswersForm(PersonForm):
    """What the person answered on the funder's form; nothing is concluded from anything else."""

    def __init__(self, *args: Any, url: str, save: Any, questions: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = questions  # type: ignore[misc]  # a form's own, as its fields are
        for name in questions:
            choices = [choice for choice in Answer.choices if name != "homeless" or choice[0] != Answer.REFUSED]
            self.fields[name] = Known(
                label=label_of(SensitiveAnswers, name),
                choices=choices,
                widget=Segments,
                unknown=pgettext_lazy("answer", "Not asked"),
            )
        says = _(
            "Only the person answers these, and may refuse. Never conclude an answer from what you know of the person."
        )
        self.helper = FormHelper(Group(_("Sensitive answers"), *questions, says=says), save=save, cancel=url)
