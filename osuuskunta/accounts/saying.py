"""Roles and rights in words: what a grant is, where and how long it holds, and what it shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from osuuskunta.accounts.models import RoleGrant
from osuuskunta.accounts.queries import Standing, State, standing
from osuuskunta.accounts.roles import Extent, Role
from osuuskunta.core.access import Words
from osuuskunta.core.scope import Reach
from osuuskunta.core.wording import day, span

REACHES: dict[Reach, Words] = {
    Reach.PEOPLE: gettext_lazy("People who take part: identity and ESF facts"),
    Reach.NOTES: gettext_lazy("Coaching: sessions, notes, plans and measures"),
    Reach.FIGURES: gettext_lazy("Figures without people"),
    Reach.COOPS: gettext_lazy("Cooperatives: registers, orders and money"),
    Reach.CARD: gettext_lazy("Project card, partners and targets"),
    Reach.LOG: gettext_lazy("Read log: who has opened whose data"),
}
STATES: dict[State, tuple[Words, str, str]] = {  # word, kind and icon of the badge
    State.ACTIVE: (gettext_lazy("In use"), "good", "circle-check"),
    State.INVITED: (gettext_lazy("Invited"), "info", "mail"),
    State.EXPIRED: (gettext_lazy("Link has run out"), "warn", "clock"),
    State.UNINVITED: (gettext_lazy("No password yet"), "", "circle"),
    State.CLOSED: (gettext_lazy("Closed"), "bad", "ban"),
}


class Placed(Protocol):
    """A grant, or one that is being written: at which site (None: all), for which organisation."""

    @property
    def site(self) -> object: ...
    @property
    def organisation(self) -> object: ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where a role is going to hold, while it is being chosen."""

    site: object = None
    organisation: object = None


def place(role: type[Role], placed: Placed) -> str:
    """Return where a role holds: the cooperative and the site, the site, or all sites."""
    where = str(placed.site) if placed.site else _("All sites")
    return f"{placed.organisation}, {where}" if placed.organisation else where


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a role sees in one reach, in words; `sees` is false for not at all."""

    what: Words
    where: str
    sees: bool


def seen(role: type[Role], placed: Placed) -> list[Seen]:
    """Return what a role shows, reach by reach, in words."""
    lines = []
    for reach, what in REACHES.items():
        extent = role.sees.of(reach)
        own = place(role, placed) if reach is Reach.COOPS else str(placed.site or _("All sites"))
        where = {Extent.NONE: _("Nothing"), Extent.OWN: own, Extent.ALL: _("All sites")}[extent]
        lines.append(Seen(what, where, extent is not Extent.NONE))
    return lines


@dataclass(frozen=True, slots=True)
class Held:
    """A grant in words. `pk` is its id; `now` whether it holds today."""

    pk: int
    project: str
    code: str
    role: Words
    purpose: Words
    says: Sequence[Words]
    sees: Sequence[Seen]
    place: str
    days: str
    given: str
    standing: Words
    kind: str
    now: bool
    ended: bool


def held(grants: Iterable[RoleGrant], on: date | None = None) -> list[Held]:
    """Return grants in words, in their order."""
    return [_held(grant, standing(grant, on)) for grant in grants]


def _held(grant: RoleGrant, where: Standing) -> Held:
    role = grant.role_class
    word, kind = {
        Standing.NOW: (_("In force"), "good"),
        Standing.COMING: (_("Begins later"), "info"),
        Standing.ENDED: (_("Ended"), ""),
    }[where]
    if grant.granted_by:
        given = _("Given by %(name)s %(day)s") % {"name": grant.granted_by, "day": day(grant.granted_at)}
    else:
        given = _("Given %(day)s") % {"day": day(grant.granted_at)}
    return Held(
        pk=grant.pk, project=str(grant.project), code=grant.project.code, role=role.name, purpose=role.purpose,
        says=role.says, sees=seen(role, grant), place=place(role, grant), days=span(grant.valid_from, grant.valid_to),
        given=given, standing=word, kind=kind, now=where is Standing.NOW, ended=where is Standing.ENDED,
    )  # fmt: skip


def title(grant: RoleGrant) -> str:
    """Return a grant in a few words: role and place."""
    return f"{grant.role_class.name}, {place(grant.role_class, grant)}"
