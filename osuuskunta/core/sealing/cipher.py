"""The ciphers of sealing: pure functions over keys, places and text. Nothing here knows a table.

AES-256-GCM with a random 96-bit nonce. A ciphertext is bound to its place (model, field, row) and to the id of its key, a
wrapped data key to its subject: whatever is moved, cut or changed is refused.
"""

import base64
import binascii
import os
import re
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from osuuskunta.core.sealing.errors import SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
VERSION = "v1"

KEY_ID = slice(len(VERSION) + 1, len(VERSION) + 37)  # where the key's id stands in a ciphertext
BODY = KEY_ID.stop + 1
_KEY_ID_FORM = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# base64url without padding. The strict decoder then refuses every other letter; spare bits of the last letter must be zero, so
# that a ciphertext has exactly one spelling.
_TO_BASE64 = bytes.maketrans(b"-_+/=", b"+/!!!")
_PADDING = (b"", None, b"==", b"=")
_LAST = (None, None, frozenset("AQgw"), frozenset("AEIMQUYcgkosw048"))


class Subject(NamedTuple):
    """Whose data it is: a kind (`participant`, `member`, `user`, `session`) and the id of that row."""

    kind: str
    id: uuid.UUID

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


class Place(NamedTuple):
    """Where a ciphertext belongs: model label (`app.model`), field name and primary key of the row."""

    model: str
    field: str
    row: uuid.UUID

    def __str__(self) -> str:
        return f"{self.model}.{self.field} of row {self.row}"


class Ciphertext(str):
    """Text of the form `v1.<data key id>.<base64url(nonce|ct|tag)>`, told apart from plain text by its type."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, repr=False)
class OpenKey:
    """A data key ready for use. Its repr and its pickle hold nothing of it."""

    id: uuid.UUID
    name: str
    cipher: AESGCM

    @classmethod
    def of(cls, key_id: uuid.UUID, key: bytes) -> Self:
        """Return the key `key_id` made of 32 bytes."""
        return cls(key_id, str(key_id), AESGCM(key))

    def __repr__(self) -> str:
        return f"<OpenKey {self.name}>"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("An opened data key is never pickled.")


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def _bound(key: OpenKey, place: Place) -> bytes:
    """Return what a ciphertext is bound to; no part can hold the separator."""
    return f"osuuskunta\0{VERSION}\0field\0{key.name}\0{place.model}\0{place.field}\0{place.row.hex}".encode()


def seal(key: OpenKey, place: Place, text: str) -> Ciphertext:
    """Return `text` sealed under `key` for `place`. Twice the same text gives two different ciphertexts."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + key.cipher.encrypt(nonce, text.encode(), _bound(key, place))
    return Ciphertext(f"{VERSION}.{key.name}.{base64.urlsafe_b64encode(sealed).rstrip(b'=').decode()}")


def key_id_of(text: str, place: Place) -> uuid.UUID:
    """Return the id of the data key that `text` says it is sealed under; SealBroken when it has not the form."""
    name = text[KEY_ID]
    if not _framed(text) or not _KEY_ID_FORM.fullmatch(name):
        raise SealBroken(f"{place}: not a ciphertext of this house, or cut.")
    return uuid.UUID(name)


def _framed(text: str) -> bool:
    return text.startswith(f"{VERSION}.") and text[KEY_ID.stop : BODY] == "."


def _decoded(body: str) -> bytes | None:
    """Return the bytes of a ciphertext's last part, None when it is not spelt as `seal` spells it."""
    spare = len(body) % 4
    padding, last = _PADDING[spare], _LAST[spare]
    if padding is None or (last is not None and body[-1] not in last):
        return None
    try:
        return binascii.a2b_base64(body.encode("ascii").translate(_TO_BASE64) + padding, strict_mode=True)
    except (binascii.Error, UnicodeEncodeError):
        return None


def unseal(key: OpenKey, place: Place, text: str) -> str:
    """Return the plain text of `text`; SealBroken unless it is whole, of this key and of this place."""
    if not _framed(text) or text[KEY_ID] != key.name:
        key_id_of(text, place)
        raise SealBroken(f"{place}: sealed under another key than its subject's.")
    sealed = _decoded(text[BODY:])
    if sealed is None or len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise SealBroken(f"{place}: cut or changed.")
    try:
        plain = key.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound(key, place))
    except InvalidTag:
        raise SealBroken(f"{place}: changed, moved from another place, or another key.") from None
    return plain.decode()


_master = lru_cache(maxsize=16)(AESGCM)


def _bound_key(subject: Subject) -> bytes:
    return f"osuuskunta\0{VERSION}\0key\0{subject.kind}\0{subject.id.hex}".encode()


def wrap(master: bytes, subject: Subject, key: bytes) -> bytes:
    """Return a data key encrypted under a master key for `subject`: nonce, ciphertext and tag, 60 bytes."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _master(master).encrypt(nonce, key, _bound_key(subject))


def unwrap(master: bytes, subject: Subject, wrapped: bytes | memoryview) -> bytes:
    """Return the data key in `wrapped`; SealBroken unless it was wrapped under this master key for this subject."""
    wrapped = bytes(wrapped)
    if len(wrapped) != NONCE_BYTES + KEY_BYTES + TAG_BYTES:
        raise SealBroken(f"The data key of {subject}: cut.")
    try:
        return _master(master).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _bound_key(subject))
    except InvalidTag:
        raise SealBroken(f"The data key of {subject}: changed, moved, or wrapped under another master key.") from None
