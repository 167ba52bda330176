"""Passwords and keys of an installation that runs on the embedded servers: files of 0600 in `VAR_DIR/keys/`, made once."""

import base64
import os
import secrets
from pathlib import Path

from osuuskunta.core.embedded.bootstrap import Failed

PASSWORDS = ("super", "app", "owner", "backup")
SETTINGS = {"SECRET_KEY": "secret_key", "FIELD_KEYS": "field_keys", "INDEX_KEYS": "index_keys"}
NEVER_ANEW = ("field_keys", "index_keys")  # what was sealed or indexed under the old one would be lost in silence


def path(var: Path, name: str) -> Path:
    return var / "keys" / name


def secret(var: Path, name: str) -> str:
    """Return the secret called `name`, making it the first time; written whole or not at all."""
    file = path(var, name)
    if not file.exists():
        if name in NEVER_ANEW and _was_made(var, name):
            raise Failed(f"{file} is missing: put the keys folder back, or move {var} away to begin anew.")
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = file.with_suffix(f".{secrets.token_hex(4)}")  # no process id: it is another's in another container
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(_made(name))
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(new, file)  # the first of two wins, and both read the same
        except FileExistsError:
            pass
        finally:
            new.unlink()
    text = file.read_text().strip()
    if not text:
        raise Failed(f"{file} is empty: put the keys folder back from where you keep its copy.")
    if name in NEVER_ANEW:
        _remember(var, name)
    return text


def _was_made(var: Path, name: str) -> bool:
    """Whether a key was made or used here before; the list lies beside the folder, so that it outlives its loss."""
    known = var / "keys.made"
    return known.exists() and name in known.read_text().splitlines()


def _remember(var: Path, name: str) -> None:
    if not _was_made(var, name):
        with (var / "keys.made").open("a") as known:
            known.write(f"\n{name}\n")  # a line of its own, even after one that was cut off


def _made(name: str) -> str:
    if name in ("field_keys", "index_keys"):
        return f"{'i1' if name == 'index_keys' else 'k1'}:{base64.b64encode(secrets.token_bytes(32)).decode()}"
    return secrets.token_urlsafe(48 if name == "secret_key" else 24)


def settings(var: Path) -> dict[str, str]:
    """Return the settings that are keys; what the environment sets is left alone."""
    made = {variable: secret(var, name) for variable, name in SETTINGS.items() if not os.environ.get(variable)}
    return {**made, **{name: os.environ[name] for name in SETTINGS if os.environ.get(name)}}
