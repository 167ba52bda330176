"""What sealing costs: microseconds to seal, open and index one field, and to open one data key.

The parts take turns within each round, the median of all rounds counts, and the noise probe (a fixed SHA-256) is measured beside
them, so that runs on different machines can be compared by ratio.
"""

import hashlib
import statistics
import time
import uuid
from collections.abc import Callable

from osuuskunta.core.sealing import BlindIndex
from osuuskunta.core.sealing.cipher import OpenKey, Place, Subject, new_key, seal, unseal, unwrap, wrap

NAME = "Esimerkki-Eeva Keksitty"
NOTE = "Kävimme läpi viikon työt ja sovimme seuraavasta askeleesta. " * 17  # about 1000 characters
PROBE = "noise probe: SHA-256 of 4 kB"


def parts() -> dict[str, Callable[[], object]]:
    """Return what is measured, by name; each call handles one field or one key."""
    place = Place("participants.participant", "family_name", uuid.uuid4())
    subject, master, raw = Subject("participant", uuid.uuid4()), new_key(), new_key()
    key = OpenKey.of(uuid.uuid4(), raw)
    sealed_name, sealed_note, wrapped = seal(key, place, NAME), seal(key, place, NOTE), wrap(master, subject, raw)
    index, block = BlindIndex("name", site=1), b"x" * 4096
    return {
        "seal a name": lambda: seal(key, place, NAME),
        "open a name": lambda: unseal(key, place, sealed_name),
        "seal a note of 1000 characters": lambda: seal(key, place, NOTE),
        "open a note of 1000 characters": lambda: unseal(key, place, sealed_note),
        "wrap a data key": lambda: wrap(master, subject, raw),
        "open a data key": lambda: OpenKey.of(key.id, unwrap(master, subject, wrapped)),
        "blind token": lambda: index.token(NAME),
        PROBE: lambda: hashlib.sha256(block).digest(),
    }


def measure(rounds: int = 7, calls: int = 4000) -> dict[str, float]:
    """Return the median microseconds a call of each part, over `rounds` in which the parts alternate."""
    measured = parts()
    seen: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(rounds):
        for name, call in measured.items():
            start = time.perf_counter_ns()
            for _ in range(calls):
                call()
            seen[name].append((time.perf_counter_ns() - start) / calls / 1000)
    return {name: statistics.median(times) for name, times in seen.items()}
