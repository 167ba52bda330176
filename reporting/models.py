"""Reports as they were built: a version never changes, and neither do the people behind its figures (architecture §5)."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.constraints import CompositeForeignKey
from osuuskunta.core.ids import new_id
from osuuskunta.core.models import ScopedManager, SiteScoped
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.sealing import SealedJSONField, SealedRow
from osuuskunta.core.walls import APPEND, Wall, ids
from osuuskunta.project.enums import IndicatorSet
from participants.models.participants import SUBJECT

# A report is of the whole project: it is seen by who sees the figures of every site, and by nobody who sees some.
# Without any figures the setting is NULL: coalesce, or "not seen" would be unknown and every report seen.
_UNSEEN = f"SELECT project_id AS whose FROM project_site WHERE NOT coalesce(id = {ids('figures')}, false)"


def whole_project(column: str) -> str:
    """Return SQL that is true where `column` is a project whose every site is among the scope's figures."""
    return f"{column} = {ids('projects')} AND NOT EXISTS (SELECT 1 FROM ({_UNSEEN}) s WHERE s.whose = {column})"


class Report(models.Model):
    """A report's question: which project, which set, which days. Its answers are its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("project.Project", models.PROTECT, related_name="+")
    indicator_set = models.CharField(_("indicator set"), max_length=12, choices=IndicatorSet.choices)
    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))
    as_of = models.DateField(_("as of"))
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )

    objects = ScopedManager()
    reach: ClassVar[Reach] = Reach.FIGURES
    wall: ClassVar[Wall] = Wall(whole_project("project_id"), whole_project("project_id"), APPEND)
    privacy = Privacy(none="id project indicator_set first last as_of created_at", indirect="created_by")

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "indicator_set", "first", "last", "as_of"],
                name="one_report_per_question",
                violation_error_message=_("There is a report of this period already: build a new version of it."),
            ),
            models.UniqueConstraint(fields=["id", "project"], name="report_project_key"),
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="report_days_in_order"),
            models.CheckConstraint(condition=Q(last__lte=F("as_of")), name="report_as_of_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_set} {self.first}–{self.last}"


class ReportVersion(models.Model):
    """One answer: what was counted, when and for whom. The application may add a version and never change one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("project.Project", models.PROTECT, related_name="+", db_index=False)
    report = models.ForeignKey(Report, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("figures and checks"))
    checksum = models.CharField(_("checksum"), max_length=80)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))

    objects = ScopedManager()
    reach: ClassVar[Reach] = Reach.FIGURES
    wall: ClassVar[Wall] = Wall(whole_project("project_id"), whole_project("project_id"), APPEND)
    privacy = Privacy(none="id project report number content checksum made_at", indirect="made_by")

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("report version")
        verbose_name_plural = _("report versions")
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_version_per_number"),
            CompositeForeignKey(
                name="version_of_the_project",
                fields=("report", "project"),
                to="reporting.Report",
                to_fields=("id", "project"),
            ),
        ]
        indexes = [models.Index(fields=["project", "-made_at", "-id"], name="version_list")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.number}"


class Download(models.Model):
    """Who fetched which file of a version, and when. Rows are only added."""

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey("project.Project", models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="downloads")
    format = models.CharField(max_length=4)
    at = models.DateTimeField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()
    reach: ClassVar[Reach] = Reach.FIGURES
    wall: ClassVar[Wall] = Wall(whole_project("project_id"), whole_project("project_id"), APPEND)
    privacy = Privacy(none="id project version format at", indirect="user")

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("download of a report")
        verbose_name_plural = _("downloads of reports")

    def __str__(self) -> str:
        return f"{self.version_id} {self.format}"


class FigureMembers(SiteScoped):
    """The people of one cell of a version, at most a thousand a row: a figure is the sum of the lengths, its list is the rows.

    `counts` is false for people whom the total counts at another of their sites; the site's own figure has them all the same.
    """

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("project.Site", models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=8)
    gender = models.CharField(max_length=2, blank=True)
    counts = models.BooleanField()
    page = models.PositiveIntegerField()
    people = ArrayField(models.UUIDField())

    reach = Reach.PEOPLE
    wall = Wall(f"site_id = {ids('people')}", f"site_id = {ids('people')}", APPEND)
    privacy = Privacy(none="id version site code counts page", indirect="gender people")

    class Meta(SiteScoped.Meta):
        verbose_name = _("people of a figure")
        verbose_name_plural = _("people of figures")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "code", "site", "gender", "counts", "page"], name="one_row_per_cell_and_page"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.code}"


class Verdict(SealedRow, SiteScoped):
    """Why a person counts in a version and why not: which parts of the rules held, which could not be told, and the facts, sealed.

    `site` is where the total counts the person. Bits are in the order of the set's parts and checks when it was built.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("project.Site", models.PROTECT, related_name="+", db_index=False)
    participant = models.UUIDField()
    gender = models.CharField(max_length=2, blank=True)
    in_output = models.BooleanField()
    in_result = models.BooleanField()
    held = models.BigIntegerField()
    unknown = models.BigIntegerField()
    checks = models.BigIntegerField()
    facts = SealedJSONField()

    reach = Reach.PEOPLE
    wall = Wall(f"site_id = {ids('people')}", f"site_id = {ids('people')}", APPEND)
    privacy = Privacy(
        none="id version site in_output in_result", indirect="participant gender held unknown checks", special="facts"
    )

    class Meta(SiteScoped.Meta):
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [models.UniqueConstraint(fields=["version", "participant"], name="one_verdict_per_person")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.participant}"

    def seal_subject(self) -> tuple[str, uuid.UUID]:
        return SUBJECT, self.participant
