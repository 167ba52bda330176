"""Every variable of the environment that the house reads, with its meaning: `docs/configuration.md` is made from it."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured


def boolean(text: str) -> bool:
    """Read a switch: 1/true/yes/on or 0/false/no/off; anything else is a ValueError."""
    try:
        return {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
        }[text.strip().lower()]
    except KeyError:
        raise ValueError("must be 1 or 0") from None


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: how it is read, what holds when it is not set, and what it is for."""

    name: str
    default: str
    says: str
    read: Callable[[str], Any] = str
    secret: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable("PUBLIC_URL", "", "The address people type. Decides allowed hosts, CSRF origins, Secure cookies and HSTS. "
             "Default: `http://127.0.0.1:PORT`."),
    Variable("PORT", "8000", "The port of `script/server`.", int),
    Variable("BIND", "127.0.0.1", "The interface that `script/server` listens on."),
    Variable("VAR_DIR", "var", "The folder that holds all state: cluster, keys, mail, files, logs."),
    Variable("STATIC_ROOT", "", "The folder of collected static files; the container image brings its own. "
             "Default: `VAR_DIR/static`."),
    Variable("DEMO", "1", "`0`: `script/server` starts without demo data.", boolean),
    Variable("DEMO_MFA", "0", "`1`: demo accounts are asked for a second factor too.", boolean),
    Variable("DEBUG", "0", "`1`: Django's debug pages and the style guide. Never where there are real people's data.", boolean),
    Variable("STYLEGUIDE", "0", "`1`: shows `/styleguide/` without the debug pages.", boolean),
    Variable("SECRET_KEY", "", "Signs sessions and one-time links. With the embedded servers it is made in `VAR_DIR/keys/`.",
             secret=True),
    Variable("FIELD_KEYS", "", "Master keys of sealed fields, `id:base64(32 bytes)`, comma-separated, the first one active. "
             "With the embedded servers they are made in `VAR_DIR/keys/`.", secret=True),
    Variable("INDEX_KEYS", "", "Keys of blind indexes, written like `FIELD_KEYS`; never rotated by `rotate_keys`.", secret=True),
    Variable("ERASED_FILE", "", "The list of erased people, outside database and backup; `restore` refuses without it. "
             "Default: `VAR_DIR/keys/erased`."),
    Variable("DATABASE_URL", "postgres://app@127.0.0.1/osuuskunta", "The application role's address. Set, it replaces the "
             "embedded PostgreSQL.", secret=True),
    Variable("DATABASE_OWNER_URL", "", "The schema owner's address: `migrate`, `restore`, tests. Never given to web or worker.",
             secret=True),
    Variable("DATABASE_BACKUP_URL", "", "The address of the role that reads for `backup`.", secret=True),
    Variable("DATABASE_POOL", "8", "Connections a process keeps at most; at least its number of threads.", int),
    Variable("REDIS_URL", "redis://127.0.0.1/0", "The broker's address. Set, it replaces the embedded server.", secret=True),
    Variable("EMAIL_URL", "", "Where mail goes, for example `smtp+tls://user:password@host:587`. Unset: mails are files in "
             "`VAR_DIR/mail/` and the invite page shows the link.", secret=True),
    Variable("EMAIL_FROM", "osuuskunta@localhost", "The sender of the mails."),
    Variable("PROXIES", "0", "How many reverse proxies stand in front; their X-Forwarded-For and -Proto are trusted then.", int),
    Variable(
        "METRICS_TOKEN",
        "",
        "Set, `/metrics` answers to `Authorization: Bearer <token>`; unset, there is no such page.",
        secret=True,
    ),
    Variable("LOG_LEVEL", "INFO", "What is logged to stderr: DEBUG, INFO, WARNING, ERROR."),
)  # fmt: skip


def from_files(source: Mapping[str, str]) -> dict[str, str]:
    """Return the secrets that `source` gives as files, by variable: NAME_FILE is the path of a file with NAME's value.

    Containers are given secrets so. A variable that is set itself wins; ImproperlyConfigured when a file can't be read.
    """
    found = {}
    for variable in VARIABLES:
        path = source.get(f"{variable.name}_FILE", "")
        if not variable.secret or not path or source.get(variable.name):
            continue
        try:
            found[variable.name] = Path(path).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as fault:
            why = fault.strerror if isinstance(fault, OSError) else "it is no text"
            raise ImproperlyConfigured(f"{variable.name}_FILE names {path}, which cannot be read: {why}.") from None
    return found


class Environment:
    """The variables as attributes, read once; an unreadable one is a sentence that names it."""

    def __init__(self, source: Mapping[str, str] = os.environ) -> None:
        self._values: dict[str, Any] = {}
        source = {**source, **from_files(source)}
        for variable in VARIABLES:
            text = source.get(variable.name, "") or variable.default
            try:
                self._values[variable.name] = variable.read(text)
            except ValueError as fault:
                raise ImproperlyConfigured(f"{variable.name} cannot be read: {fault}.") from None

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(f"{name} is not a variable of osuuskunta.environment") from None
