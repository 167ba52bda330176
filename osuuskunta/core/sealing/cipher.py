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
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from osuuskunta.core.sealing.errors import SealBroken

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
VERSION = "v1"

_FORM = re.compile(r"v1\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]+)")


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
    cipher: AESGCM

    @classmethod
    def of(cls, key_id: uuid.UUID, key: bytes) -> Self:
        """Return the key `key_id` made of 32 bytes."""
        return cls(key_id, AESGCM(key))

    def __repr__(self) -> str:
        return f"<OpenKey {self.id}>"

    def __reduce__(self) -> str | tuple[object, ...]:
        raise TypeError("An opened data key is never pickled.")


def new_key() -> bytes:
    """Return 32 random bytes."""
    return os.urandom(KEY_BYTES)


def _bound(*parts: object) -> bytes:
    return "\x00".join(str(part) for part in ("osuuskunta", VERSION, *parts)).encode()


def seal(key: OpenKey, place: Place, text: str) -> Ciphertext:
    """Return `text` sealed under `key` for `place`. Twice the same text gives two different ciphertexts."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + key.cipher.encrypt(nonce, text.encode(), _bound("field", key.id, *place))
    return Ciphertext(f"{VERSION}.{key.id}.{base64.urlsafe_b64encode(sealed).rstrip(b'=').decode()}")


def key_id_of(text: str, place: Place) -> uuid.UUID:
    """Return the id of the data key that `text` says it is sealed under; SealBroken when it has not the form."""
    return uuid.UUID(_parts(text, place)[0])


def _parts(text: str, place: Place) -> tuple[str, str]:
    found = _FORM.fullmatch(text)
    if found is None:
        raise SealBroken(f"{place}: not a ciphertext of this house, or cut.")
    return found[1], found[2]


def unseal(key: OpenKey, place: Place, text: str) -> str:
    """Return the plain text of `text`; SealBroken unless it is whole, of this key and of this place."""
    key_id, body = _parts(text, place)
    if key_id != str(key.id):
        raise SealBroken(f"{place}: sealed under another key than its subject's.")
    try:
        sealed = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    except binascii.Error:
        raise SealBroken(f"{place}: cut or changed.") from None
    if base64.urlsafe_b64encode(sealed).rstrip(b"=") != body.encode():  # spare bits of the last letter were changed
        raise SealBroken(f"{place}: cut or changed.")
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise SealBroken(f"{place}: cut.")
    try:
        plain = key.cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound("field", key.id, *place))
    except InvalidTag:
        raise SealBroken(f"{place}: changed, moved from another place, or another key.") from None
    return plain.decode()


def wrap(master: bytes, subject: Subject, key: bytes) -> bytes:
    """Return a data key encrypted under a master key for `subject`: nonce, ciphertext and tag, 60 bytes."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(master).encrypt(nonce, key, _bound("key", *subject))


def unwrap(master: bytes, subject: Subject, wrapped: bytes | memoryview) -> bytes:
    """Return the data key in `wrapped`; SealBroken unless it was wrapped under this master key for this subject."""
    wrapped = bytes(wrapped)
    if len(wrapped) != NONCE_BYTES + KEY_BYTES + TAG_BYTES:
        raise SealBroken(f"The data key of {subject}: cut.")
    try:
        return AESGCM(master).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _bound("key", *subject))
    except InvalidTag:
        raise SealBroken(f"The data key of {subject}: changed, moved, or wrapped under another master key.") from None
