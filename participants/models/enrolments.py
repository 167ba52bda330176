"""A person at a site, with what lists show and search asks for; kept by the database from the periods."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.constraints import CompositeForeignKey
from osuuskunta.core.ids import new_id
from osuuskunta.core.models import ScopedManager, SiteScoped
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.walls import Wall, ids
from participants.models.participants import Participant


class Enrolment(SiteScoped):
    """One person at one site of the project. Inserted before the person, whose wall asks for it: the key is deferred.

    `entry_date`, `exit_date`, `open` and `coach` sum up the person's periods at the site; triggers on `Participation` keep them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("project.Project", models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("project.Site", models.PROTECT, related_name="+", db_index=False, verbose_name=_("site"))
    participant = models.ForeignKey(
        Participant, models.PROTECT, related_name="enrolments", db_index=False, verbose_name=_("participant")
    )
    entry_date = models.DateField(_("began"), null=True)
    exit_date = models.DateField(_("ended"), null=True)
    open = models.BooleanField(_("takes part"), default=False)
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("coach"), db_index=False
    )

    reach = Reach.PEOPLE
    privacy = Privacy(none="id project site", indirect="participant entry_date exit_date open coach")

    class Meta(SiteScoped.Meta):
        verbose_name = _("enrolment at a site")
        verbose_name_plural = _("enrolments at sites")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "site"],
                name="one_enrolment_per_site",
                violation_error_message=_("This person is enrolled at the site already."),
            ),
            CompositeForeignKey(
                name="enrolment_of_the_project",
                fields=("participant", "project"),
                to="participants.Participant",
                to_fields=("id", "project"),
                deferred=True,
            ),
            CompositeForeignKey(
                name="enrolment_at_its_site",
                fields=("site", "project"),
                to="project.Site",
                to_fields=("id", "project"),
                violation_error_message=_("The site belongs to another project."),
            ),
        ]
        # A list is read backwards: those who take part first, then the latest entry.
        indexes = [
            models.Index(fields=["site", "open", "entry_date", "id"], name="enrolment_list"),
            models.Index(fields=["project", "open", "entry_date", "id"], name="enrolment_project"),
            models.Index(fields=["coach", "open", "entry_date", "id"], name="enrolment_caseload"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


_HERE = f"SELECT id AS seen FROM participants_enrolment WHERE site_id = {ids('people')}"


class NameIndex(models.Model):
    """What lets a sealed name, phone or e-mail be found: HMACs under a key of the site, nothing that can be read.

    It stands outside the walls on purpose: array operators use no index behind a policy. Whoever finds a row here has an
    enrolment's id, and sees the enrolment only behind its own wall (architecture §7).
    """

    enrolment = models.OneToOneField(Enrolment, models.CASCADE, primary_key=True, related_name="name_index")
    tokens = ArrayField(models.BigIntegerField(), default=list)

    objects = ScopedManager()
    wall = Wall(
        "true", f"EXISTS (SELECT 1 FROM ({_HERE}) e WHERE e.seen = enrolment_id)", ("SELECT", "INSERT", "UPDATE")
    )
    privacy = Privacy(indirect="enrolment tokens")

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("name index")
        verbose_name_plural = _("name indexes")
        indexes = [GinIndex(fields=["tokens"], name="name_tokens", fastupdate=False)]

    def __str__(self) -> str:
        return f"{self.pk}"
