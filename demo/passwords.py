"""Passwords of the demo accounts: random per installation, kept in `VAR_DIR/demo-accounts.txt` (0600) so that they can be read."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction

from demo.accounts import Account, wanted
from osuuskunta.accounts.models import User

WORDS = 4 * 3  # characters; long enough for the rules, short enough to type


def place() -> Path:
    return settings.VAR_DIR / "demo-accounts.txt"


def written() -> dict[str, str]:
    """Return the passwords of the file by e-mail; lines that are none are passed over."""
    if not place().exists():
        return {}
    lines = (line.split("\t") for line in place().read_text("utf-8").splitlines())
    return {parts[0]: parts[1] for parts in lines if len(parts) == 3}


@transaction.atomic
def give_passwords() -> list[str]:
    """Give every demo account that has none a password, and write all into the file; returns its lines.

    An account whose password the file knows keeps it, unless somebody has changed it: then the file no longer names one.
    """
    known = written()
    users = User.objects.in_bulk([account.email for account in wanted()], field_name="email")
    lines = []
    for account in wanted():
        user = users.get(account.email)
        if user is None:
            continue
        password = known.get(account.email, "")
        if not user.has_usable_password() or not password:
            password = secrets.token_urlsafe(WORDS)
            user.set_password(password)
            user.save(update_fields=["password"])
        lines.append(_line(account, password))
    _write(lines)
    return lines


def _line(account: Account, password: str) -> str:
    return f"{account.email}\t{password}\t{account.sort.role.code}"


def _write(lines: list[str]) -> None:
    new = place().with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write("".join(f"{line}\n" for line in lines))
    new.rename(place())
