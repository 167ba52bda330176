"""Master keys and index keys, as the settings give them: `id:base64(32 bytes)`, comma-separated, the first one active."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from osuuskunta.core.sealing.cipher import KEY_BYTES
from osuuskunta.core.sealing.errors import SealBroken

_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one setting. The repr shows ids only."""

    setting: str
    active: str
    by_id: Mapping[str, bytes] = field(repr=False)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in the order of the setting, the active one first."""
        return tuple(self.by_id)

    @property
    def newest(self) -> bytes:
        """The active key."""
        return self.by_id[self.active]

    def get(self, key_id: str) -> bytes:
        """Return the key `key_id`; SealBroken, naming it, when the setting lacks it."""
        try:
            return self.by_id[key_id]
        except KeyError:
            raise SealBroken(f"{self.setting} lacks the key “{key_id}”.") from None

    def missing(self, ids: set[str]) -> list[str]:
        """Return which of `ids` the setting lacks, sorted."""
        return sorted(ids - self.by_id.keys())


@lru_cache(maxsize=8)
def parse(setting: str, text: str) -> Keys:
    """Read the text of `setting`; ImproperlyConfigured, one sentence without a letter of any key, when it is wrong."""
    if not text.strip():
        raise ImproperlyConfigured(f"{setting} is not set: give it as id:base64(32 bytes), comma-separated.")
    found: dict[str, bytes] = {}
    for number, entry in enumerate(text.split(","), start=1):
        key_id, colon, body = entry.strip().partition(":")
        if not colon:
            raise ImproperlyConfigured(f"{setting}: key {number} has no id; write id:base64(32 bytes).")
        if not _ID.fullmatch(key_id):
            raise ImproperlyConfigured(
                f"{setting}: the id of key {number} must be 1 to 32 letters, digits, hyphens or underscores."
            )
        if key_id in found:
            raise ImproperlyConfigured(f"{setting}: the id “{key_id}” is there twice.")
        try:
            key = base64.b64decode(body, validate=True)
        except binascii.Error:
            raise ImproperlyConfigured(f"{setting}: the key “{key_id}” is not base64.") from None
        if len(key) != KEY_BYTES:
            raise ImproperlyConfigured(f"{setting}: the key “{key_id}” has {len(key)} bytes, not {KEY_BYTES}.")
        if key in found.values():
            raise ImproperlyConfigured(f"{setting}: the key “{key_id}” is the same as another one.")
        found[key_id] = key
    return Keys(setting, next(iter(found)), found)


def master_keys() -> Keys:
    """Return the master keys that wrap data keys (FIELD_KEYS)."""
    return parse("FIELD_KEYS", settings.FIELD_KEYS)


def index_keys() -> Keys:
    """Return the keys of blind indexes (INDEX_KEYS)."""
    return parse("INDEX_KEYS", settings.INDEX_KEYS)
