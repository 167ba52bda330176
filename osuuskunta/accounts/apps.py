from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "osuuskunta.accounts"
    label = "accounts"

    def ready(self) -> None:
        from osuuskunta.accounts import rules  # noqa: F401  registered by being imported
        from osuuskunta.accounts.door import Door
        from osuuskunta.core.access import appoint
        from osuuskunta.core.walls import gate

        appoint(Door())
        gate("accounts_has_admin(bigint)", why="tells whether a project keeps an administrator, and nothing of whom")
        gate("accounts_left_without_admin(bigint)", why="tells whether a project would lose its last administrator")
