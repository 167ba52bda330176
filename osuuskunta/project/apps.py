from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "osuuskunta.project"
    label = "project"
