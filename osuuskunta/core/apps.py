from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "osuuskunta.core"
    label = "core"

    def ready(self) -> None:
        from osuuskunta.core import checks, foreign  # noqa: F401  registered by being imported
