"""The read log with its seals, and background jobs. Row history needs no model here: each tracked model has its own."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from osuuskunta.activity.enums import MOVING, Action, JobState, Reason
from osuuskunta.core.ids import new_id
from osuuskunta.core.models import SiteScoped
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.walls import APPEND, USER, WORKER, Wall, ids


class ReadLog(SiteScoped):
    """Who has seen or taken out whose data, when, as what and why. Rows are only added: see `activity.readlog.log_read`.

    The subject is a model's label and a UUID, never a name: erasure leaves the log whole, and it then names nobody.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(_("when"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, verbose_name=_("who")
    )
    role = models.CharField(_("role"), max_length=32, blank=True)
    site = models.ForeignKey("project.Site", models.PROTECT, related_name="+", db_index=False)
    label = models.CharField(_("kind of data"), max_length=100)
    subject = models.UUIDField(_("subject"))
    action = models.CharField(_("what"), max_length=12, choices=Action)
    reason = models.CharField(_("why"), max_length=20, choices=Reason)
    note = models.CharField(_("reason in own words"), max_length=200, blank=True)
    path = models.CharField(_("page"), max_length=200, blank=True)

    reach = Reach.LOG
    # Written by whoever can see the data, in the own name only (a command has none); read by the data protection officer,
    # and by everybody for the own rows.
    wall = Wall(
        read=f"site_id = {ids('log')} OR user_id = (SELECT {USER})",
        write=f"user_id IS NOT DISTINCT FROM (SELECT {USER})"
        f" AND (site_id = {ids('people')} OR site_id = {ids('notes')} OR site_id = {ids('coops')})",
        rights=APPEND,
    )
    privacy = Privacy(none="id at role site label action reason path", indirect="user subject note")

    class Meta(SiteScoped.Meta):
        verbose_name = _("read log line")
        verbose_name_plural = _("read log")
        indexes = [
            models.Index(fields=["at", "id"], name="readlog_time"),
            models.Index(fields=["user", "at", "id"], name="readlog_reader"),
            models.Index(fields=["subject", "at"], name="readlog_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.id}"


class ReadLogSeal(models.Model):
    """A seal over the lines `first`–`last` of the read log, chained to the seal before it: see `activity.seals`.

    `marks` holds for each line its id and the first bytes of its hash, so that a check can name the very line that is damaged.
    """

    number = models.BigIntegerField(primary_key=True)
    made_at = models.DateTimeField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.IntegerField()
    digest = models.CharField(max_length=64)
    marks = models.BinaryField()
    before = models.CharField(max_length=64, blank=True)  # the mac of the seal before; "" for the first one
    key_id = models.CharField(max_length=32)
    mac = models.CharField(max_length=64)

    # Says nothing of anybody; only housekeeping writes one.
    wall = Wall(read="true", write=WORKER, rights=APPEND)
    privacy = Privacy(none="number made_at first last count digest marks before key_id mac")

    class Meta:
        verbose_name = _("seal of the read log")
        verbose_name_plural = _("seals of the read log")
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="seal_covers_lines"),
            models.UniqueConstraint(fields=["before"], name="seal_chain_never_forks"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Job(models.Model):
    """Background work somebody asked for. The row is the truth: the broker only carries its id (architecture §6).

    `turn` counts the runs and never goes back: whoever ends a run must still hold its turn. `attempts` counts them since the
    last request or retry.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    key = models.CharField(_("key"), max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    project = models.ForeignKey("project.Project", models.CASCADE, null=True, related_name="+")
    grant = models.BigIntegerField(
        null=True
    )  # the role grant it was asked for with; a plain number, since accounts is above
    role = models.CharField(max_length=32, blank=True)
    params = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    message = models.CharField(max_length=200, blank=True)  # a msgid: it is read in the reader's language
    message_params = models.JSONField(default=dict)
    result = models.JSONField(null=True)
    file = models.CharField(max_length=300, blank=True)  # below MEDIA_ROOT
    sites = models.JSONField(default=list)  # whose people's data the file may hold: a download is logged for each
    error = models.CharField(max_length=40, blank=True)
    error_text = models.CharField(max_length=300, blank=True)  # a msgid
    error_params = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    turn = models.PositiveIntegerField(default=0)
    publications = models.PositiveIntegerField(default=1)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("asked"))
    published_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)

    wall: ClassVar[Wall] = Wall(
        read=f"asked_by_id = (SELECT {USER}) OR (SELECT {WORKER})",
        write=f"asked_by_id = (SELECT {USER}) OR (SELECT {WORKER})",
    )
    privacy = Privacy(
        none="id kind project grant role state done total message message_params sites error error_text error_params "
        "attempts turn publications cancel_requested created_at published_at heartbeat_at started_at finished_at",
        indirect="key asked_by params result file",
    )

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="one_job_per_key")]
        indexes = [
            models.Index(fields=["asked_by", "-created_at", "-id"], name="job_asked"),
            models.Index(fields=["state", "published_at"], condition=Q(state__in=MOVING), name="job_moving"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def get_absolute_url(self) -> str:
        """Return the address of its page; work outside a project has none."""
        return reverse("job", args=[self.project.code, self.pk]) if self.project else ""

    @property
    def moving(self) -> bool:
        """Whether it goes on by itself."""
        return self.state in MOVING
