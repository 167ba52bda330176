"""Sealed toys: one that stands alone and remembers its history, and one behind a wall, sealed under a person's key."""

import uuid

import pghistory
from django.db import models

from osuuskunta.core.ids import new_id
from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.sealing import SealedJSONField, SealedRow, SealedTextField
from tests.toys.models import PeopleToy, Toy


@pghistory.track()
class SealedToy(SealedRow, models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.UUIDField(null=True, blank=True)
    plain = models.TextField(default="", blank=True)
    name = SealedTextField(max_length=60)
    story = SealedTextField(null=True, blank=True)
    answers = SealedJSONField(null=True, blank=True)

    privacy = Privacy(none="id plain", indirect="owner", direct="name", special="story answers")

    def __str__(self) -> str:
        return str(self.pk)

    def seal_subject(self) -> tuple[str, uuid.UUID]:
        return "toy", self.owner or self.id


class SealedChildToy(SealedRow, Toy):
    reach = Reach.NOTES
    privacy = Privacy(none="id site person name", special="note")
    person = models.ForeignKey(PeopleToy, models.CASCADE, related_name="+")
    note = SealedTextField()

    def seal_subject(self) -> tuple[str, uuid.UUID]:
        return "toy", self.person_id
