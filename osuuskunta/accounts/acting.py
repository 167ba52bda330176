"""What somebody is at the moment: the grants that count, turned into sites per reach and into a database scope."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from osuuskunta.accounts.roles import Extent
from osuuskunta.core.scope import Reach, Scope

if TYPE_CHECKING:
    from osuuskunta.accounts.models import RoleGrant


@dataclass(frozen=True, slots=True)
class Acting:
    """Roles taken on, with what they show. `grant` is the active one; a token acts with several and has none."""

    scope: Scope
    roles: frozenset[str]
    grant: "RoleGrant | None" = None

    def sites(self, reach: Reach) -> frozenset[int]:
        """Return the ids of the sites seen in `reach`."""
        return self.scope.sites(reach)


def acting_with(
    user_id: int,
    grants: Iterable["RoleGrant"],
    sites_of: Mapping[int, frozenset[int]],
    active: "RoleGrant | None" = None,
) -> Acting:
    """Turn grants into what they show.

    `sites_of` maps each project of the grants to the ids of all its sites. With several grants the reaches are added up;
    an organisation cuts `coops` only when every grant that opens coops is of that one.
    """
    grants = list(grants)
    seen: dict[str, frozenset[int]] = {reach.value: frozenset() for reach in Reach}
    organisations: set[int | None] = set()
    for grant in grants:
        everywhere = sites_of.get(grant.project_id, frozenset())
        own = everywhere if grant.site_id is None else frozenset({grant.site_id}) & everywhere
        for reach in Reach:
            extent = grant.role_class.sees.of(reach)
            seen[reach.value] |= {Extent.NONE: frozenset(), Extent.OWN: own, Extent.ALL: everywhere}[extent]
        if grant.role_class.sees.coops is not Extent.NONE:
            organisations.add(grant.organisation_id)
    scope = Scope(
        user=user_id,
        projects=frozenset(grant.project_id for grant in grants),
        organisation=organisations.pop() if len(organisations) == 1 else None,
        **seen,  # type: ignore[arg-type]  # every reach is a set of ids; mypy cannot see which names
    )
    return Acting(scope, frozenset(grant.role for grant in grants), active)
