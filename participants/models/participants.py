"""The person: identity and contacts, sealed under a key of its own, and the two facts that SQL reads."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.ids import new_id
from osuuskunta.core.models import ScopedManager
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.sealing import SealedRow, SealedTextField, SealedTwinField
from osuuskunta.core.walls import Wall, ids
from osuuskunta.project.models.base import tracked_without
from participants.enums import Gender

SUBJECT = "participant"  # the kind of subject under whose key a person's texts are sealed


def enrolled(column: str) -> str:
    """Return SQL that is true where `column` is the id of a person enrolled at a site of the scope's people.

    The inner query gives its column a name of its own: `column` is then the outer table's, be it the table or its history.
    """
    here = f"SELECT participant_id AS enrolled FROM participants_enrolment WHERE site_id = {ids('people')}"
    return f"EXISTS (SELECT 1 FROM ({here}) e WHERE e.enrolled = {column})"


@tracked_without("gender", "birth_date", "identity_digest")
class Participant(SealedRow, models.Model):
    """A person in a project: one record, whatever the number of sites and periods (esf.md §0.1, R-P1).

    Seen through an enrolment at a site of the scope. Reach it by key from a scoped row: a free scan asks the wall row by row.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey("project.Project", models.PROTECT, related_name="+")
    external_id = models.CharField(_("person key"), max_length=64)
    given_names = SealedTextField(_("given names"), max_length=120)
    family_name = SealedTextField(_("family name"), max_length=120)
    identity_code = SealedTextField(_("personal identity code"), max_length=11, null=True, blank=True)
    phone = SealedTextField(_("phone"), max_length=40, null=True, blank=True)
    email = SealedTextField(_("e-mail"), max_length=254, null=True, blank=True)
    address = SealedTextField(_("postal address"), max_length=300, null=True, blank=True)
    non_disclosure = models.BooleanField(_("non-disclosure for personal safety"), default=False)
    gender = models.CharField(_("gender"), max_length=2, choices=Gender, null=True, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    facts = SealedTwinField(of=("gender", "birth_date"))
    identity_digest = models.BinaryField(
        max_length=32, null=True, editable=False
    )  # of the code, under the project's key
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = ScopedManager()
    reach: ClassVar[Reach] = Reach.PEOPLE
    # Nothing is deleted: erasure destroys the key and clears the columns.
    wall: ClassVar[Wall] = Wall(enrolled("id"), enrolled("id"), ("SELECT", "INSERT", "UPDATE"))
    privacy = Privacy(
        none="id project created_at",
        indirect="external_id non_disclosure gender birth_date facts",
        direct="given_names family_name identity_code phone email address identity_digest",
    )

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "external_id"],
                name="one_participant_per_key",
                violation_error_message=_("Another person of the project has this key."),
            ),
            models.UniqueConstraint(fields=["id", "project"], name="participant_project_key"),
        ]
        indexes = [
            models.Index(fields=["project", "birth_date"], name="participant_birth_date"),
            models.Index(
                fields=["project", "identity_digest"],
                name="participant_identity",
                condition=models.Q(identity_digest__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.external_id

    def seal_subject(self) -> tuple[str, uuid.UUID]:
        return SUBJECT, self.id

    @property
    def name(self) -> str:
        """Given names and family name; the row must be unlocked."""
        return f"{self.given_names} {self.family_name}"
