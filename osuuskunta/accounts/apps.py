from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.access import Actor
from osuuskunta.core.navigation import Entry, register


class AccountsConfig(AppConfig):
    name = "osuuskunta.accounts"
    label = "accounts"

    def ready(self) -> None:
        from osuuskunta.accounts import checks, rules
        from osuuskunta.accounts.door import Door
        from osuuskunta.accounts.roles import ProjectAdmin
        from osuuskunta.accounts.todos import people_to_look_after
        from osuuskunta.core import front
        from osuuskunta.core.access import appoint
        from osuuskunta.core.walls import gate

        appoint(Door())
        gate("accounts_has_admin(bigint)", why="tells whether a project keeps an administrator, and nothing of whom")
        gate("accounts_left_without_admin(bigint)", why="tells whether a project would lose its last administrator")

        def manages(actor: Actor) -> bool:
            return bool(actor.can(rules.MANAGE_STAFF))

        def opens(actor: Actor) -> bool:
            return bool(actor.can(rules.OPEN_FRONT))

        register(Entry(key="front", label=_("Today"), icon="sun", url_name="front", order=100, shown=opens))
        register(
            Entry(key="staff", label=_("People and rights"), icon="id-card", url_name="staff", order=700, shown=manages)
        )
        front.register(ProjectAdmin.code, people_to_look_after)
        checks.watch()
