from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "osuuskunta.core"
    label = "core"

    def ready(self) -> None:
        from osuuskunta.core import checks, foreign  # noqa: F401  registered by being imported
        from osuuskunta.core.sealing import checks as sealing_checks  # noqa: F401
