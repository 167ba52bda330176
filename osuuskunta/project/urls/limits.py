"""Addresses of the dated limits."""

from django.urls import URLPattern, path

from osuuskunta.project.views import limits

urlpatterns: list[URLPattern] = [
    path("limits/", limits.LimitsPage.as_view(), name="limits"),
    path("limits/<str:key>/", limits.LimitPage.as_view(), name="limit"),
    path("limits/<str:key>/add/", limits.LimitAdd.as_view(), name="limit_add"),
    path("limits/<str:key>/<int:pk>/", limits.LimitEdit.as_view(), name="limit_edit"),
    path("limits/<str:key>/<int:pk>/checked/", limits.LimitCheck.as_view(), name="limit_check"),
]
