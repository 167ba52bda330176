"""The mark of a row as somebody opened it, so that nobody overwrites unseen what another has saved meanwhile."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model


def values_of(row: Model, names: Iterable[str]) -> dict[str, Any]:
    """Return the stored values of the named fields; of a relation its key."""
    columns = {field.name: field.attname for field in row._meta.concrete_fields}
    return {name: getattr(row, columns[name]) for name in names}


def mark_of(values: Mapping[str, Any]) -> str:
    """Return a short mark of values: it differs as soon as one of them does."""
    text = json.dumps(dict(values), cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
