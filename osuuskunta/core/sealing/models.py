"""The table of data keys. It belongs to the app `core`, whose models module imports it."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.ids import new_id
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.sealing.cipher import Subject


class DataKey(models.Model):
    """The key of one subject's data, wrapped under a master key.

    Deleting the row erases the subject's data everywhere, in history and backups too. So this table has no history, and it has
    no wall: without a master key a row says nothing, and rotation works for all sites at once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.TextField(_("kind of subject"))
    subject_id = models.UUIDField(_("subject"))
    wrapped = models.BinaryField(_("wrapped key"))
    master_key_id = models.TextField(_("id of the master key"))
    created_at = models.DateTimeField(_("made"), auto_now_add=True)

    privacy: ClassVar[Privacy] = Privacy(
        none="id subject_kind wrapped master_key_id created_at",
        indirect="subject_id",
    )

    class Meta:
        app_label = "core"
        verbose_name = _("data key")
        verbose_name_plural = _("data keys")
        constraints = (models.UniqueConstraint(fields=("subject_kind", "subject_id"), name="datakey_one_per_subject"),)
        triggers = (pgtrigger.ReadOnly(name="same_subject", fields=["id", "subject_kind", "subject_id", "created_at"]),)

    def __str__(self) -> str:
        return f"{self.subject}"

    @property
    def subject(self) -> Subject:
        """Whose key it is."""
        return Subject(self.subject_kind, self.subject_id)
