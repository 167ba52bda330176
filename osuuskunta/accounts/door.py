"""What lower apps ask of accounts: `core.access.Doorkeeper`."""

from osuuskunta.accounts.acting import acting_with
from osuuskunta.accounts.models import User
from osuuskunta.accounts.queries import current_grants, sites_of
from osuuskunta.accounts.roles import ROLES
from osuuskunta.core.access import Actor, Reopened, Standing, Words
from osuuskunta.core.scope import Scope, scope


class Door:
    """The doorkeeper of the house."""

    def standing(self, actor: Actor) -> Standing:
        grant = actor.acting.grant if isinstance(actor, User) and actor.acting else None
        return Standing(grant.pk, grant.role) if grant else Standing()

    def reopen(self, user: int, project: int | None, grant: int | None) -> Reopened | None:
        with scope(Scope(user=user)):
            found = User.objects.filter(pk=user, is_active=True).first()
            held = [
                one
                for one in (current_grants(found) if found else [])
                if project in (None, one.project_id) and grant in (None, one.pk)
            ]
            if found is None or not held:
                return None
            acting = acting_with(found.pk, held, sites_of(held), held[0] if grant is not None else None)
        return Reopened(found.act_as(acting), acting.scope)

    def role_name(self, code: str) -> Words:
        return ROLES[code].name if code in ROLES else code
