"""What there is to do for a role, on its front page: each app brings its own lines.

    def card_gaps(actor: Actor, project: Project) -> list[Todo]: ...

    register("project_admin", card_gaps)  # in AppConfig.ready

A line is computed from real data when the page is opened, and is not there when there is nothing to do. Two statements at most.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from osuuskunta.core.access import Actor
from osuuskunta.core.parts import Task

Todo = Task  # a title that says what to do, a note that says why, where it leads (`url`), and a word with its icon
Asks = Callable[[Actor, Any], Sequence[Todo]]

_asks: dict[str, list[Asks]] = defaultdict(list)


def register(role: str, ask: Asks) -> None:
    """Let `ask(actor, project)` add lines to the front page of a role (its code), in the order of registration."""
    if ask not in _asks[role]:
        _asks[role].append(ask)


def todos(role: str, actor: Actor, project: Any) -> list[Todo]:
    """Return what there is to do now for somebody in a role."""
    return [todo for ask in _asks.get(role, ()) for todo in ask(actor, project)]
