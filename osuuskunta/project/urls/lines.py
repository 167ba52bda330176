"""Addresses of the short texts of the card."""

from django.urls import URLPattern, path

from osuuskunta.project.views import lines

urlpatterns: list[URLPattern] = [
    path("aims/", lines.LinesPage.as_view(), name="lines"),
    path("aims/<str:kind>/add/", lines.LineAdd.as_view(), name="line_add"),
    path("aims/<str:kind>/<int:pk>/", lines.LineEdit.as_view(), name="line_edit"),
    path("aims/<str:kind>/<int:pk>/remove/", lines.LineRemove.as_view(), name="line_remove"),
]
