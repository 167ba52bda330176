from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "osuuskunta.accounts"
    label = "accounts"

    def ready(self) -> None:
        from osuuskunta.accounts import rules  # noqa: F401  registered by being imported
        from osuuskunta.accounts.door import Door
        from osuuskunta.core.access import appoint

        appoint(Door())
