"""Short messages after something was done, with a way back where there is one.

Django's messages carry them from the action to the next page; the address that undoes rides along as the message's tag.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from osuuskunta.core.access import Words

UNDO = "undo:"
LOOKS = {
    messages.SUCCESS: ("good", "circle-check"),
    messages.INFO: ("info", "info"),
    messages.WARNING: ("warn", "triangle-alert"),
    messages.ERROR: ("bad", "circle-x"),
}


@dataclass(frozen=True, slots=True)
class Snack:
    """A message as the page shows it; a `bad` one stays until it is closed."""

    text: str
    kind: str = "good"
    icon: str = "circle-check"
    undo_url: str = ""


def say(request: HttpRequest, text: Words, *, undo_url: str = "", level: int = messages.SUCCESS) -> None:
    """Show `text` on the next page. With `undo_url` (which takes a POST) it offers *Undo* for as long as it is shown."""
    messages.add_message(request, level, str(text), extra_tags=f"{UNDO}{undo_url}" if undo_url else "")


def snacks(waiting: Iterable[Message]) -> list[Snack]:
    """Return the messages that wait, as the page shows them; reading takes them off the list."""
    found = []
    for message in waiting:
        kind, icon = LOOKS.get(message.level, ("info", "info"))
        tags = message.extra_tags or ""
        undo_url = tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""
        found.append(Snack(str(message.message), kind, icon, undo_url))
    return found
