"""The project and its card, as the funder holds it (mission.md)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.privacy import Privacy
from osuuskunta.project.enums import IndicatorSet, LineKind
from osuuskunta.project.models.base import Named, in_language, tracked


@tracked
class Project(Named):
    """A project and its card. What is not known is empty; the card says so instead of guessing."""

    code = models.CharField(_("project code"), max_length=20, unique=True)
    summary = models.TextField(_("what it is in a sentence"), blank=True)
    summary_sv = models.TextField(_("the sentence in Swedish"), blank=True)
    summary_en = models.TextField(_("the sentence in English"), blank=True)

    predecessors = models.TextField(_("predecessors"), blank=True)
    decision_diary_number = models.CharField(_("diary number of the decision"), max_length=60, blank=True)
    town_diary_number = models.CharField(_("diary number of the town"), max_length=60, blank=True)
    branch = models.CharField(_("branch"), max_length=120, blank=True)
    service = models.CharField(_("service"), max_length=120, blank=True)

    funder = models.CharField(_("funder"), max_length=200, blank=True)
    managing_authority = models.CharField(_("managing authority"), max_length=200, blank=True)
    part_implementers = models.CharField(_("partial implementers"), max_length=200, blank=True)
    priority = models.CharField(_("priority axis"), max_length=200, blank=True)
    specific_objective = models.CharField(_("specific objective"), max_length=200, blank=True)
    total_funding = models.DecimalField(_("total funding"), max_digits=12, decimal_places=2, null=True, blank=True)

    application_submitted = models.CharField(_("application submitted"), max_length=40, blank=True)
    decided_on = models.DateField(_("day of the decision"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=200, blank=True)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    period_note = models.CharField(_("note on the period"), max_length=300, blank=True)

    indicator_set = models.CharField(
        _("indicator set"), max_length=12, choices=IndicatorSet.choices, default=IndicatorSet.ESFPLUS2021
    )
    test_codes_allowed = models.BooleanField(_("test identity codes are allowed"), default=False)

    project_manager = models.CharField(_("project manager"), max_length=120, blank=True)
    project_manager_of = models.CharField(_("project manager's organisation"), max_length=200, blank=True)
    town_contact = models.CharField(_("town's contact"), max_length=120, blank=True)
    town_contact_of = models.CharField(_("the contact's task and organisation"), max_length=200, blank=True)

    co20 = models.PositiveIntegerField(_("CO20"), null=True, blank=True)
    co21 = models.PositiveIntegerField(_("CO21"), null=True, blank=True)
    co22 = models.PositiveIntegerField(_("CO22"), null=True, blank=True)
    co23 = models.PositiveIntegerField(_("CO23"), null=True, blank=True)
    eeco18 = models.PositiveIntegerField(_("EECO18"), null=True, blank=True)
    eeco19 = models.PositiveIntegerField(_("EECO19"), null=True, blank=True)
    figures_note = models.TextField(_("what these figures stand on"), blank=True)

    privacy = Privacy(
        none="id code name name_sv name_en summary summary_sv summary_en predecessors decision_diary_number "
        "town_diary_number branch service funder managing_authority part_implementers priority specific_objective "
        "total_funding application_submitted decided_on decision starts_on ends_on period_note indicator_set "
        "test_codes_allowed co20 co21 co22 co23 eeco18 eeco19 figures_note",
        indirect="project_manager_of town_contact_of",
        direct="project_manager town_contact",
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="project_ends_after_start",
                violation_error_message=_("The project cannot end before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(total_funding__isnull=True) | Q(total_funding__gte=0),
                name="project_funding_not_negative",
                violation_error_message=_("Funding cannot be less than zero."),
            ),
        ]

    @property
    def said(self) -> str:
        """What the project is, in a sentence of the reader's language."""
        return in_language(self.summary, self.summary_sv, self.summary_en)


@tracked
class CardLine(models.Model):
    """A short text of the card among others of its kind: a target group, a promise."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=20, choices=LineKind.choices)
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("in short"), max_length=120)
    title_sv = models.CharField(_("in short, in Swedish"), max_length=120, blank=True)
    title_en = models.CharField(_("in short, in English"), max_length=120, blank=True)
    text = models.TextField(_("in a sentence"), blank=True)
    text_sv = models.TextField(_("the sentence in Swedish"), blank=True)
    text_en = models.TextField(_("the sentence in English"), blank=True)

    privacy = Privacy(none="id project kind number title title_sv title_en text text_sv text_en")

    class Meta:
        ordering = ["project", "kind", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "number"],
                name="one_card_line_a_number",
                violation_error_message=_("Another line has this number. Choose a free one."),
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.title, self.title_sv, self.title_en)

    @property
    def said(self) -> str:
        """The sentence in the reader's language."""
        return in_language(self.text, self.text_sv, self.text_en)
