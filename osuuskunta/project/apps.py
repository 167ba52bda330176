from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.access import Actor
from osuuskunta.core.navigation import Entry, register


class ProjectConfig(AppConfig):
    name = "osuuskunta.project"
    label = "project"

    def ready(self) -> None:
        from osuuskunta.core import front
        from osuuskunta.project.rules import VIEW_CARD
        from osuuskunta.project.todos import card_gaps, limits_to_look_up

        def reads(actor: Actor) -> bool:
            return bool(actor.can(VIEW_CARD))

        register(Entry(key="card", label=_("Project"), icon="clipboard-list", url_name="card", order=600, shown=reads))
        register(Entry(key="limits", label=_("Limits"), icon="scale", url_name="limits", order=650, shown=reads))
        for ask in (card_gaps, limits_to_look_up):
            front.register("project_admin", ask)
