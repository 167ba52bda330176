"""Who may: the decision types and the protocol that lower apps ask instead of naming `accounts`."""

from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from osuuskunta.core.scope import Reach

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes. Truthy."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """No, and why in words for the person who asked. Falsy."""

    reason: Words

    def __bool__(self) -> bool:
        return False


Decision = Allowed | Denied


class Actor(Protocol):
    """Somebody (or something) that acts: what queries, actions and rules may ask of them."""

    pk: int | None

    def sites(self, reach: Reach) -> frozenset[int]:
        """Return the ids of the sites whose rows of `reach` the actor sees."""
        ...

    def can(self, action: str, obj: object = None) -> Decision:
        """Say whether the actor may do `action` (a name like `project.edit_card`), on `obj` if one is given."""
        ...
