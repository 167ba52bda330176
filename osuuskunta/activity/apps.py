from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "osuuskunta.activity"
    label = "activity"
