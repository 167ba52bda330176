"""Text in an address that nobody else can read: a search for a name is posted, and the address of its result carries this.

A token is one user's own, and for a day: in a log, a bookmark or a message it says nothing, and opens nothing for anybody else.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

LIFE_SECONDS = 24 * 60 * 60


@lru_cache(maxsize=64)
def _box(secret: str, purpose: str, user: int) -> Fernet:
    info = f"osuuskunta address\0{purpose}\0{user}".encode()
    return Fernet(urlsafe_b64encode(HKDF(SHA256(), 32, None, info).derive(secret.encode())))


def hide(text: str, *, purpose: str, user: int) -> str:
    """Return a token for an address that only `user` can turn back into `text`."""
    return _box(settings.SECRET_KEY, purpose, user).encrypt(text.encode()).decode().rstrip("=")


def reveal(token: str, *, purpose: str, user: int) -> str | None:
    """Return the text of a token; None for one that is somebody else's, too old or no token."""
    padded = token + "=" * (-len(token) % 4)
    try:
        return _box(settings.SECRET_KEY, purpose, user).decrypt(padded, ttl=LIFE_SECONDS).decode()
    except (InvalidToken, ValueError):
        return None
