"""Addresses of the funding."""

from django.urls import URLPattern, path

from osuuskunta.project.views import funding

urlpatterns: list[URLPattern] = [
    path("funding/", funding.FundingPage.as_view(), name="funding"),
    path("funding/add/", funding.FundingAdd.as_view(), name="funding_add"),
    path("funding/<uuid:pk>/", funding.FundingEdit.as_view(), name="funding_edit"),
    path("funding/<uuid:pk>/remove/", funding.FundingRemove.as_view(), name="funding_remove"),
]
