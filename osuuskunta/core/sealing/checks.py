"""System checks of the keys: a wrong key is a sentence at the start, not a fault at the first name."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from osuuskunta.core.sealing.keys import parse


@register()
def keys_are_readable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse keys that can't be read, and one key used for both purposes. Unset keys are the deploy check's matter."""
    faults: list[CheckMessage] = []
    used: dict[str, set[bytes]] = {}
    for name in ("FIELD_KEYS", "INDEX_KEYS"):
        text = getattr(settings, name)
        if not text:
            continue
        try:
            used[name] = set(parse(name, text).by_id.values())
        except ImproperlyConfigured as fault:
            faults.append(Error(str(fault), id="core.E023"))
    if len(used) == 2 and set.intersection(*used.values()):
        faults.append(Error("FIELD_KEYS and INDEX_KEYS share a key: make one for each.", id="core.E024"))
    return faults
