"""What the models of the card share: history, names in three languages, periods of validity."""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

M = TypeVar("M", bound=models.Model)


def tracked(model: type[M]) -> type[M]:
    """Keep every insert, update that changes something, and delete of a model in its history table."""
    # New trackers each time: pghistory binds them to the first model that they meet.
    keep = pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    kept: type[M] = keep(model)
    return kept


def tracked_without(*fields: str) -> Callable[[type[M]], type[M]]:
    """Keep history as `tracked` does, but of none of `fields`: clear columns whose sealed twin is kept in their place."""

    def track(model: type[M]) -> type[M]:
        keep = pghistory.track(
            pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=list(fields)
        )
        kept: type[M] = keep(model)
        return kept

    return track


def in_language(fi: str, sv: str = "", en: str = "") -> str:
    """Return the text in the reader's language; what is not translated is shown in Finnish rather than not at all."""
    return {"sv": sv, "en": en}.get((get_language() or "fi")[:2], fi) or fi


class Named(models.Model):
    """Something with a Finnish name and perhaps others."""

    name = models.CharField(_("name"), max_length=200)
    name_sv = models.CharField(_("name in Swedish"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_language(self.name, self.name_sv, self.name_en)


class DateRange(models.Func):
    """The days from the first to the last, both included; an empty end is open."""

    function = "DATERANGE"
    template = "%(function)s(%(expressions)s, '[]')"
