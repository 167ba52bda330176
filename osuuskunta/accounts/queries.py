"""What pages and middleware ask about users and their roles."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from osuuskunta.accounts.models import RoleGrant, User
from osuuskunta.core.periods import today
from osuuskunta.project.queries import site_ids_by_project


def current_grants(user: User, on: date | None = None) -> list[RoleGrant]:
    """Return the grants of `user` that hold on a day (today), the newest project's first; needs a scope with the user."""
    day = on or today()
    holding = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    rows = RoleGrant.objects.filter(holding, user=user).select_related("project", "site", "organisation")
    return list(rows.order_by("-project__starts_on", "id"))


def sites_of(grants: Iterable[RoleGrant]) -> dict[int, frozenset[int]]:
    """Map each project of `grants` to the ids of all its sites, in one statement."""
    found: dict[int, frozenset[int]] = defaultdict(frozenset)
    found.update(site_ids_by_project({grant.project_id for grant in grants}))
    return found
