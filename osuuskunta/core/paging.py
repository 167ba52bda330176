"""Pages by keyset: the next page begins after the last row shown, so page 18 000 costs what page 1 costs (targets.md F2)."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict

from osuuskunta.core.wording import number

M = TypeVar("M", bound=Model)
SIZE = 50
PARAMETERS = ("after", "before")


@dataclass(frozen=True, slots=True)
class Page(Generic[M]):
    """The rows of one page and the addresses' queries of its neighbours ("" where there is none)."""

    rows: Sequence[M]
    next: str = ""
    previous: str = ""


def token(row: Any, order: Sequence[str]) -> str:
    """Return what names `row`'s place in `order`; it holds the sorting values, so never sort by a name."""
    values = [_value(row, name.lstrip("-")) for name in order]
    return urlsafe_b64encode(json.dumps(values, cls=DjangoJSONEncoder).encode()).decode().rstrip("=")


def _value(row: Any, path: str) -> Any:
    found: Any = row
    for name in path.split("__"):
        found = getattr(found, name)
    if isinstance(found, datetime):
        return found.isoformat()  # Django's JSON cuts microseconds off: rows of the same moment would be skipped
    return found.pk if isinstance(found, Model) else found


def _read(text: str, length: int) -> list[Any] | None:
    """Return the values of a token, or None for one that is not ours: the list then starts from its beginning."""
    try:
        values = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, NotBase64):
        return None
    return values if isinstance(values, list) and len(values) == length else None


def asked(request: HttpRequest, length: int) -> tuple[list[Any] | None, bool]:
    """Return the place that the address names (None: the beginning), and whether it asks for the page before it."""
    after, before = (request.GET.get(name, "") for name in PARAMETERS)
    place = _read(before or after, length) if before or after else None
    return place, bool(before) and place is not None


def beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Return the condition for rows that come after `values` in `order` (`-name` goes down); no name may be NULL."""
    found, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        plain = name.lstrip("-")
        found |= same & Q(**{f"{plain}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{plain: value})
    return found


def turned(order: Sequence[str]) -> list[str]:
    """Return the order read backwards."""
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def keyset(rows: QuerySet[M], order: Sequence[str], request: HttpRequest, size: int = SIZE) -> Page[M]:
    """Return the page that the address asks for. `order` ends with a unique column; two statements never, one always.

    `after` or `before` in the address carries the place; other parameters (filters) are kept in the neighbours' queries.
    """
    place, back = asked(request, len(order))
    direction = turned(order) if back else list(order)
    found = rows.order_by(*direction)
    if place is not None:
        try:
            found = found.filter(beyond(direction, place))
        except (ValidationError, ValueError, TypeError):
            place, back = None, False
            found = rows.order_by(*order)
    shown = list(found[: size + 1])
    more, shown = len(shown) > size, shown[:size]
    if back:
        shown.reverse()
    ahead, behind = (True, more) if back else (more, place is not None)
    query = neighbours(request.GET, order)
    return Page(
        shown,
        query("after", shown[-1]) if shown and ahead else "",
        query("before", shown[0]) if shown and behind else "",
    )


def neighbours(parameters: QueryDict, order: Sequence[str]) -> Callable[[str, Any], str]:
    """Return how the address of the page `after` or `before` a row is made: its query, other parameters kept."""

    def query(name: str, row: Any) -> str:
        kept = parameters.copy()
        for old in PARAMETERS:
            kept.pop(old, None)
        kept[name] = token(row, order)
        return f"?{kept.urlencode()}"

    return query


def capped_count(rows: QuerySet[Any], cap: int = 1000) -> tuple[int, str]:
    """Return how many rows there are up to `cap`, and the number in words: "1 000+" means more than so many."""
    n = rows.order_by()[: cap + 1].count()
    return (n, number(n)) if n <= cap else (cap, f"{number(cap)}+")
