from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "osuuskunta.accounts"
    label = "accounts"
