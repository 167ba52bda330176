from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.access import Actor
from osuuskunta.core.navigation import Entry, register


class ActivityConfig(AppConfig):
    name = "osuuskunta.activity"
    label = "activity"

    def ready(self) -> None:
        from osuuskunta.activity.jobs import request
        from osuuskunta.core.jobs import appoint

        appoint(request)
        autodiscover_modules("tasks")  # the web knows the handlers' titles and what they ask of the asker

        def watches(actor: Actor) -> bool:
            return bool(actor.can("activity.view_read_log"))

        def asks(actor: Actor) -> bool:
            return bool(actor.can("activity.view_jobs"))

        register(
            Entry(
                key="read_log", label=_("Read log"), icon="shield-check", url_name="read_log", order=800, shown=watches
            )
        )
        register(
            Entry(key="jobs", label=_("Background work"), icon="hourglass", url_name="jobs", order=900, shown=asks)
        )
