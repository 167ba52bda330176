"""Seals that make the read log tamper-evident, also against somebody who owns the database.

Every few minutes the lines that came since the last seal are sealed: SHA-256 over all of them, chained to the seal before, and an
HMAC over it under a key that is derived from INDEX_KEYS and so lies outside the database. Who changes, removes or adds a line
in a sealed range, or a seal, cannot make the seal that would fit. What is cut off at the end shows by a tip that was noted
elsewhere: each seal's number and HMAC go to the service's log, and `verify_read_log --tip` looks for one.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import connection
from django.utils import timezone

from osuuskunta.activity.models import ReadLog, ReadLogSeal
from osuuskunta.activity.readlog import WRITING
from osuuskunta.core.scope import Scope, scope
from osuuskunta.core.sealing.keys import index_keys
from osuuskunta.project.queries import all_site_ids

SEALING = 0x6F736B_0002  # advisory lock: one sealer at a time
BATCH = 10_000  # lines a seal covers at most: bounds memory
TRIES, PAUSE = 40, 0.05  # readers' transactions are short: within 2 s there is a moment without any
COLUMNS = ("id", "at", "user_id", "role", "site_id", "label", "subject", "action", "reason", "note", "path")
MARK = 8  # bytes of a line's hash that a seal keeps

log = structlog.get_logger(__name__)
Line = Sequence[Any]


@contextmanager
def _whole_log() -> Iterator[None]:
    with scope(Scope(worker=True, log=all_site_ids())):
        yield


def canonical(line: Line) -> bytes:
    """Return the bytes of a line that are hashed: the same on every cluster, in every time zone."""
    number, at, *rest = line
    values = [number, at.astimezone(UTC).isoformat(timespec="microseconds"), *rest]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"), default=str).encode()


@dataclass(slots=True)
class _Sum:
    """The digest of lines and their marks, as they go by."""

    hash: Any = field(default_factory=hashlib.sha256)
    marks: bytearray = field(default_factory=bytearray)

    def add(self, line: Line) -> None:
        text = canonical(line)
        self.hash.update(len(text).to_bytes(4, "big") + text)
        self.marks += line[0].to_bytes(8, "big", signed=True) + hashlib.sha256(text).digest()[:MARK]


def _marks(packed: bytes) -> dict[int, bytes]:
    size = 8 + MARK
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    return {int.from_bytes(piece[:8], "big", signed=True): piece[8:] for piece in pieces}


def _mac(seal: ReadLogSeal) -> str:
    """Return the HMAC of `seal` under its key; SealBroken when INDEX_KEYS lacks that key."""
    master = index_keys().get(seal.key_id)
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"osuuskunta read log seal").derive(master)
    said = [
        seal.number, seal.made_at.astimezone(UTC).isoformat(timespec="microseconds"), seal.first, seal.last, seal.count,
        seal.digest, hashlib.sha256(bytes(seal.marks)).hexdigest(), seal.before, seal.key_id,
    ]  # fmt: skip
    return hmac.new(key, json.dumps(said, separators=(",", ":")).encode(), hashlib.sha256).hexdigest()


# --- sealing ----------------------------------------------------------------------------------------------------------
def seal_pending() -> int:
    """Seal every line that is final and not yet sealed; return how many.

    0 also when another sealer is at work or readers left no gap for 2 s: the next round seals them.
    """
    last = _last_final()
    sealed = 0
    while last is not None:
        count = _seal_next(last)
        sealed += count
        if count < BATCH:
            break
    return sealed


def _last_final() -> int | None:
    """Return the id up to which no line can come any more, or None when that can't be told now.

    Whoever writes lines holds the shared lock until its transaction ends and takes its ids after it, so with the exclusive lock
    in hand every id given out so far is decided. It is given back at once: readers never wait for a seal to be computed.
    """
    for _try in range(TRIES):
        with _whole_log(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WRITING])
            if cursor.fetchone()[0]:
                cursor.execute("SELECT max(id) FROM activity_readlog")
                found: int | None = cursor.fetchone()[0]
                return found
        time.sleep(PAUSE)
    log.warning("read_log_busy")
    return None


def _seal_next(last: int) -> int:
    with _whole_log(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING])
        if not cursor.fetchone()[0]:
            return 0
        before = ReadLogSeal.objects.order_by("-number").first()
        rows = ReadLog.objects.filter(id__lte=last).order_by("id").values_list(*COLUMNS)
        lines = list((rows.filter(id__gt=before.last) if before else rows)[:BATCH])
        if not lines:
            return 0
        made = _seal(lines, before)
        made.save(force_insert=True)
    log.info("read_log_sealed", seal=made.number, mac=made.mac, lines=made.count)
    return made.count


def _seal(lines: Sequence[Line], before: ReadLogSeal | None) -> ReadLogSeal:
    total = _Sum()
    for line in lines:
        total.add(line)
    seal = ReadLogSeal(
        number=before.number + 1 if before else 1,
        made_at=timezone.now(),
        first=before.last + 1 if before else min(lines[0][0], 1),
        last=lines[-1][0],
        count=len(lines),
        digest=total.hash.hexdigest(),
        marks=bytes(total.marks),
        before=before.mac if before else "",
        key_id=index_keys().active,
    )
    seal.mac = _mac(seal)
    return seal


# --- checking ---------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class Verification:
    """What a check of the whole log found. `damage` holds one sentence for each damaged line or seal."""

    rows: int = 0
    seals: int = 0
    unsealed: int = 0
    oldest_unsealed: datetime | None = None
    tip: tuple[int, str] | None = None
    damage: list[str] = field(default_factory=list)


def verify(tip: tuple[int, str] | None = None) -> Verification:
    """Recompute every seal. With `tip`, a number and HMAC noted earlier, also see that the chain still holds that seal."""
    found = Verification()
    with _whole_log():
        found.rows = ReadLog.objects.count()
        before: ReadLogSeal | None = None
        for seal in ReadLogSeal.objects.order_by("number").iterator(chunk_size=100):
            found.seals += 1
            found.damage += _chain_faults(seal, before) + _line_faults(seal, before)
            before = seal
            if tip and tip[0] == seal.number and hmac.compare_digest(tip[1], seal.mac):
                tip = None
        if tip:
            found.damage.append(f"seal {tip[0]} {tip[1]}: removed or replaced")
        rest = ReadLog.objects.filter(id__gt=before.last) if before else ReadLog.objects.all()
        found.unsealed = rest.count()
        oldest = rest.order_by("id").values_list("at", flat=True).first()
        found.oldest_unsealed = oldest
        found.tip = (before.number, before.mac) if before else None
    return found


def _chain_faults(seal: ReadLogSeal, before: ReadLogSeal | None) -> list[str]:
    number, after, first = (before.number + 1, before.mac, before.last + 1) if before else (1, "", seal.first)
    faults = [f"seal {gone}: removed" for gone in range(number, seal.number)]
    if not hmac.compare_digest(_mac(seal), seal.mac):
        faults.append(f"seal {seal.number}: changed")
    elif not faults and (seal.before, seal.first) != (after, first):
        faults.append(f"seal {seal.number}: does not follow seal {number - 1}")
    return faults


def _line_faults(seal: ReadLogSeal, before: ReadLogSeal | None) -> list[str]:
    """Name what is damaged among the lines of `seal`."""
    rows = ReadLog.objects.filter(id__lte=seal.last).order_by("id").values_list(*COLUMNS)
    lines = list(rows.filter(id__gte=seal.first) if before else rows)
    total = _Sum()
    for line in lines:
        total.add(line)
    if total.hash.hexdigest() == seal.digest and len(lines) == seal.count:
        return []
    was, is_now = _marks(bytes(seal.marks)), _marks(bytes(total.marks))
    faults = [f"line {number}: removed" for number in sorted(was.keys() - is_now.keys())]
    faults += [f"line {number}: inserted afterwards" for number in sorted(is_now.keys() - was.keys())]
    faults += [
        f"line {number}: changed" for number in sorted(was.keys() & is_now.keys()) if was[number] != is_now[number]
    ]
    return faults or [f"lines {seal.first}–{seal.last}: do not fit seal {seal.number}"]
