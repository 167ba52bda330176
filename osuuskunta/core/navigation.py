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
_searches: list[tuple[str, Callable[[Actor], bool]]] = []


def register(entry: Entry) -> None:
    """Add an entry (or replace the one with the same key); called in `AppConfig.ready`."""
    _entries[entry.key] = entry


def entries_for(actor: Actor) -> Iterable[Entry]:
    """Return what `actor` may open, in order."""
    return [entry for entry in sorted(_entries.values(), key=lambda found: found.order) if entry.shown(actor)]


def register_search(url_name: str, shown: Callable[[Actor], bool]) -> None:
    """Put the search of the top bar at an address (which takes the project's code), for whom `shown` says."""
    _searches[:] = [(url_name, shown)]


def search_for(actor: Actor) -> str:
    """Return the name of the address that the top bar's search posts to; "" for who has none."""
    return next((url_name for url_name, shown in _searches if shown(actor)), "")
