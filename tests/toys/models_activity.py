"""A walled toy that remembers its history, with a field of each sort that history puts into words."""

import uuid

import pghistory
from django.conf import settings
from django.db import models

from osuuskunta.core.privacy import Privacy
from osuuskunta.core.scope import Reach
from osuuskunta.core.sealing import SealedRow, SealedTextField
from tests.toys.models import PeopleToy, Toy


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TrackedToy(SealedRow, Toy):
    born = models.DateField("date", null=True)
    seen = models.DateTimeField(null=True)
    kind = models.CharField(max_length=1, choices=[("a", "yes"), ("b", "no")], default="a")
    open = models.BooleanField(default=False)
    price = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    tags = models.JSONField(default=list)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    friend = models.ForeignKey(PeopleToy, models.SET_NULL, null=True, related_name="+")
    note = SealedTextField(null=True)

    reach = Reach.PEOPLE
    privacy = Privacy(
        none="id site born seen kind open price tags friend", indirect="owner", direct="name", special="note"
    )

    def seal_subject(self) -> tuple[str, uuid.UUID]:
        return "toy", self.id
