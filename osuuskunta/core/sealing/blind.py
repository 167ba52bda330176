"""Blind indexes: what lets sealed values be found without being readable.

An HMAC-SHA256 under a key of its own for each site (or project) and purpose, derived from the index key by HKDF: equal values are
equal within one index only, and nobody without the index key can try values out.
"""

import hashlib
import hmac
from collections.abc import Iterable
from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from osuuskunta.core.sealing.keys import index_keys

DIGEST_BYTES = 32


@lru_cache(maxsize=256)
def _derived(key: bytes, info: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info.encode()).derive(key)


class BlindIndex:
    """The index of one purpose (`identity_code`, `name`, …) in one site or one project.

    It takes text as it is: whoever asks normalises, the same way when storing and when searching.
    """

    __slots__ = ("_keys",)

    def __init__(self, purpose: str, *, site: int | None = None, project: int | None = None) -> None:
        if (site is None) == (project is None):
            raise ValueError("A blind index belongs to a site or to a project.")
        where = f"site {site}" if site is not None else f"project {project}"
        self._keys = tuple(
            (
                _derived(key, f"osuuskunta blind digest\0{purpose}\0{where}"),
                _derived(key, f"osuuskunta blind token\0{purpose}\0{where}"),
            )
            for key in index_keys().by_id.values()
        )

    def digest(self, text: str) -> bytes:
        """Return 32 bytes for a bytea column with equality, under the active index key."""
        return hmac.digest(self._keys[0][0], text.encode(), hashlib.sha256)

    def digests(self, text: str) -> list[bytes]:
        """Return the digests under every index key, the active one first: what a search must look for."""
        return [hmac.digest(digest_key, text.encode(), hashlib.sha256) for digest_key, _ in self._keys]

    def token(self, text: str) -> int:
        """Return a signed 64-bit number for a bigint column or array, under the active index key."""
        return _number(self._keys[0][1], text)

    def tokens(self, texts: Iterable[str]) -> list[int]:
        """Return the tokens of several texts, sorted and without repetition."""
        return sorted({_number(self._keys[0][1], text) for text in texts})


def _number(key: bytes, text: str) -> int:
    return int.from_bytes(hmac.digest(key, text.encode(), hashlib.sha256)[:8], "big", signed=True)
