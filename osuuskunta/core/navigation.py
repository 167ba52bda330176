"""The main navigation: each app brings its own entries, the reader's role decides which are shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from osuuskunta.core.access import Actor, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `url_name` takes the project's code; `shown` is asked of the reader at each page."""

    key: str
    label: Words
    icon: str
    url_name: str
    order: int
    shown: Callable[[Actor], bool]


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry (or replace the one with the same key); called in `AppConfig.ready`."""
    _entries[entry.key] = entry


def entries_for(actor: Actor) -> Iterable[Entry]:
    """Return what `actor` may open, in order."""
    return [entry for entry in sorted(_entries.values(), key=lambda found: found.order) if entry.shown(actor)]
