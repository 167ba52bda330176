"""What the database refuses, as a sentence: constraints speak by their own words, the last administrator's trigger by these."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from osuuskunta.accounts.models import LAST_ADMIN, RoleGrant, User

SENTENCES = {
    LAST_ADMIN: _(
        "The project would be left without an administrator. Make somebody else project administrator, without an end date, first."
    )
}


@contextmanager
def said(*models: type[Model]) -> Iterator[None]:
    """Turn a refusal of the database inside into a ValidationError for people; what nobody has words for goes on as it is."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        sentence = _sentence(fault, models or (User, RoleGrant))
        if sentence is None:
            raise
        raise ValidationError(sentence) from fault


def _sentence(fault: IntegrityError, models: tuple[type[Model], ...]) -> Any:
    name = getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None)
    words = {found.name: found.violation_error_message for model in models for found in model._meta.constraints}
    return SENTENCES.get(name or "") or words.get(name)
