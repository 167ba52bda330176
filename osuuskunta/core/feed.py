"""The history of several kinds of rows on one page, a page at a time; rows that are gone are in it too.

    Strand(events, titles=lambda rows: [row["name"] for row in rows], hidden={"project"})

A strand is the events of one kind of row, from a scoped query. `titles` names the rows of the events that are shown, all of a page
at once, because a row that is gone can no longer be asked for its name.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest

from osuuskunta.core.access import Words
from osuuskunta.core.history import Change, Event, names_in, tell
from osuuskunta.core.paging import SIZE, Page, asked, neighbours

ORDER = ("pgh_created_at", "strand", "pgh_id")


@dataclass(frozen=True, slots=True)
class Strand:
    """One kind of row in a history: its events, how its rows are called, and what of them is not told.

    `says` words the value of a column its own way (an amount with its unit), from the whole event.
    """

    events: QuerySet[Any]
    titles: Callable[[Sequence[Event]], Sequence[Words]]
    hidden: AbstractSet[str] = frozenset()
    says: Mapping[str, Callable[[Event], str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an event stands among those of all strands: newest first, then strand by strand."""

    pgh_created_at: datetime
    strand: int
    pgh_id: int


def feed(strands: Sequence[Strand], request: HttpRequest, size: int = SIZE) -> Page[Any]:
    """Return the page of changes (`core.history.Change`) that the address asks for, newest first.

    Its statements are as many whatever its rows: at most two a strand, and one for each kind of row pointed at.
    """
    wanted, back = asked(request, len(ORDER))
    place = _place(wanted)
    back = back and place is not None
    found = [
        (Place(row["pgh_created_at"], number, row["pgh_id"]), row)
        for number, strand in enumerate(strands)
        for row in _events(strand, number, place, size + 1, back=back)
    ]
    found.sort(key=lambda one: (one[0].pgh_created_at, -one[0].strand, one[0].pgh_id), reverse=not back)
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
    ahead, behind = (True, more) if back else (more, place is not None)
    query = neighbours(request.GET, ORDER)
    return Page(
        _changes(strands, found),
        query("after", found[-1][0]) if found and ahead else "",
        query("before", found[0][0]) if found and behind else "",
    )


def _place(wanted: Sequence[Any] | None) -> Place | None:
    """Return the place that an address names; None, which is the beginning, when it names none or is not ours."""
    if wanted is None:
        return None
    try:
        place = Place(datetime.fromisoformat(wanted[0]), int(wanted[1]), int(wanted[2]))
    except (TypeError, ValueError):
        return None
    return place if place.pgh_created_at.tzinfo else None


def _events(strand: Strand, number: int, place: Place | None, size: int, *, back: bool) -> list[Event]:
    rows = strand.events
    if place is not None:
        side = "gt" if back else "lt"
        beyond = Q(**{f"pgh_created_at__{side}": place.pgh_created_at})
        if number == place.strand:
            beyond |= Q(pgh_created_at=place.pgh_created_at, **{f"pgh_id__{side}": place.pgh_id})
        elif (number < place.strand) == back:
            beyond |= Q(pgh_created_at=place.pgh_created_at)
        rows = rows.filter(beyond)
    older = rows.model._base_manager.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id"))
    rows = rows.annotate(pgh_older=Subquery(older.order_by("-pgh_id").values("pgh_id")[:1]))
    order = ("pgh_created_at", "pgh_id") if back else ("-pgh_created_at", "-pgh_id")
    return list(rows.order_by(*order).values()[:size])


def _changes(strands: Sequence[Strand], found: Sequence[tuple[Place, Event]]) -> list[Change]:
    """Return the events in words, in their order."""
    names = names_in(row for _place, row in found)
    told: dict[Place, Change] = {}
    for number, strand in enumerate(strands):
        mine = [(place, row) for place, row in found if place.strand == number]
        if not mine:
            continue
        rows = [row for _place, row in mine]
        changes = tell(_paired(strand, rows), strand.events.model, names=names, hidden=strand.hidden, says=strand.says)
        for (place, _row), change, title in zip(mine, changes, strand.titles(rows), strict=True):
            told[place] = replace(change, title=title)
    return [told[place] for place, _row in found]


def _paired(strand: Strand, rows: Sequence[Event]) -> list[tuple[Event, Event | None]]:
    """Pair each event with the one before it of the same row."""
    wanted = {row["pgh_older"] for row in rows if row["pgh_label"] == "update"} - {None}
    older = {row["pgh_id"]: row for row in strand.events.model._base_manager.filter(pgh_id__in=wanted).values()}
    return [(row, older.get(row["pgh_older"])) for row in rows]
