"""What the seed has planted, so that it never overwrites what a person has changed since."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from osuuskunta.core.privacy import Privacy


class SeedMark(models.Model):
    """The values last planted into one row. A field that still has them may be planted anew; any other is a person's.

    A mark without a row means that a person has removed it: it is not planted again.
    """

    label = models.CharField(max_length=60)  # as in project.RuleParameter
    key = models.CharField(max_length=200)
    planted = models.JSONField(encoder=DjangoJSONEncoder)

    privacy = Privacy(none="id label key planted")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "key"], name="one_seed_mark_a_row")]

    def __str__(self) -> str:
        return f"{self.label} {self.key}"
