"""What sealing costs: microseconds to seal, open and index one field, and to open one data key."""

import uuid
from collections.abc import Callable

from bench.harness import alternate
from osuuskunta.core.sealing import BlindIndex
from osuuskunta.core.sealing.cipher import OpenKey, Place, Subject, new_key, seal, unseal, unwrap, wrap

NAME = "Esimerkki-Eeva Keksitty"
NOTE = "Kävimme läpi viikon työt ja sovimme seuraavasta askeleesta. " * 17  # about 1000 characters


def parts() -> dict[str, Callable[[], object]]:
    """Return what is measured, by name; each call handles one field or one key."""
    place = Place("participants.participant", "family_name", uuid.uuid4())
    subject, master, raw = Subject("participant", uuid.uuid4()), new_key(), new_key()
    key = OpenKey.of(uuid.uuid4(), raw)
    sealed_name, sealed_note, wrapped = seal(key, place, NAME), seal(key, place, NOTE), wrap(master, subject, raw)
    index = BlindIndex("name", site=1)
    return {
        "seal a name": lambda: seal(key, place, NAME),
        "open a name": lambda: unseal(key, place, sealed_name),
        "seal a note of 1000 characters": lambda: seal(key, place, NOTE),
        "open a note of 1000 characters": lambda: unseal(key, place, sealed_note),
        "wrap a data key": lambda: wrap(master, subject, raw),
        "open a data key": lambda: OpenKey.of(key.id, unwrap(master, subject, wrapped)),
        "blind token": lambda: index.token(NAME),
    }


def measure() -> dict[str, float]:
    """Return the median microseconds a call of each part and of the noise probe."""
    return alternate(parts(), calls=4000)
