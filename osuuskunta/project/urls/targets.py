"""Addresses of the targets."""

from django.urls import URLPattern, path

from osuuskunta.project.views import targets

urlpatterns: list[URLPattern] = [
    path("targets/", targets.TargetsPage.as_view(), name="targets"),
    path("targets/<int:pk>/", targets.TargetsEdit.as_view(), name="targets_edit"),
]
