from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.access import Actor
from osuuskunta.core.navigation import Entry, register, register_search


class ParticipantsConfig(AppConfig):
    name = "participants"
    label = "participants"

    def ready(self) -> None:
        from participants.rules import VIEW_PEOPLE

        def sees(actor: Actor) -> bool:
            return bool(actor.can(VIEW_PEOPLE))

        register(Entry(key="people", label=_("People"), icon="users", url_name="people", order=200, shown=sees))
        register_search("search", sees)
