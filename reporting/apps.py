from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from osuuskunta.core.access import Actor
from osuuskunta.core.navigation import Entry, register


class ReportingConfig(AppConfig):
    name = "reporting"
    label = "reporting"

    def ready(self) -> None:
        from reporting import tasks  # noqa: F401  registers its handlers
        from reporting.rules import VIEW_REPORTS

        def sees(actor: Actor) -> bool:
            return bool(actor.can(VIEW_REPORTS))

        register(Entry(key="reports", label=_("Reports"), icon="file-text", url_name="reports", order=400, shown=sees))
