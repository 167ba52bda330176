"""Who may: the decision types and the protocol that lower apps ask instead of naming `accounts`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise

from osuuskunta.core.scope import Reach, Scope

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
else:
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

    @property
    def pk(self) -> int | None:
        """The user's id."""
        ...

    def sites(self, reach: Reach) -> frozenset[int]:
        """Return the ids of the sites whose rows of `reach` the actor sees."""
        ...

    def can(self, action: str, obj: object = None) -> Decision:
        """Say whether the actor may do `action` (a name like `project.edit_card`), on `obj` if one is given."""
        ...


def require(by: Actor | None, action: str) -> None:
    """PermissionDenied, with the rule's reason, unless `by` may do `action`; None is the house itself (commands), which may."""
    decision = by.can(action) if by is not None else None
    if isinstance(decision, Denied):
        raise PermissionDenied(decision.reason)


@dataclass(frozen=True, slots=True)
class Standing:
    """As what an actor acts: the active grant's id and role code; a token acts with several grants and has neither."""

    grant: int | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Reopened:
    """Somebody's rights as they are now, for work that was asked for earlier."""

    actor: Actor
    scope: Scope


class Doorkeeper(Protocol):
    """Knows users and roles for the apps below `accounts`, which appoints itself when the house starts."""

    def standing(self, actor: Actor) -> Standing:
        """Return as what `actor` acts at the moment."""
        ...

    def reopen(self, user: int, project: int | None, grant: int | None) -> Reopened | None:
        """Return what the user may now: with the one grant if given, else with all in the project; None when it is over."""
        ...

    def role_name(self, code: str) -> Words:
        """Return a role's name for people; an unknown code as it is, "" for none."""
        ...


_appointed: list[Doorkeeper] = []


def appoint(keeper: Doorkeeper) -> None:
    """Make `keeper` the one that is asked; called in `AppConfig.ready`."""
    _appointed[:] = [keeper]


def doorkeeper() -> Doorkeeper:
    """Return the one that was appointed."""
    return _appointed[0]
