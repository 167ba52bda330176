"""Addresses of the histories."""

from django.urls import URLPattern, path

from osuuskunta.project.views import history

urlpatterns: list[URLPattern] = [
    path("card/history/", history.CardHistory.as_view(), name="card_history"),
    path("card/history/<slug:part>/", history.PartHistory.as_view(), name="history"),
    path("limits/history/", history.LimitsHistory.as_view(), name="limits_history"),
    path("limits/<str:key>/history/", history.LimitHistory.as_view(), name="limit_history"),
]
