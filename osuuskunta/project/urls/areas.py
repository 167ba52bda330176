"""Addresses of the municipalities and what they belong to."""

from django.urls import URLPattern, path

from osuuskunta.project.views import areas, history

urlpatterns: list[URLPattern] = [
    path("municipalities/", areas.AreasPage.as_view(), name="municipalities"),
    path("municipalities/add/", areas.MunicipalityAdd.as_view(), name="municipality_add"),
    path("municipalities/history/", history.AreasHistory.as_view(), name="municipalities_history"),
    path("municipalities/<str:municipality>/", areas.MunicipalityPage.as_view(), name="municipality"),
    path("municipalities/<str:municipality>/history/", history.AreaHistory.as_view(), name="municipality_history"),
    path("municipalities/<str:municipality>/add/", areas.RelationAdd.as_view(), name="relation_add"),
    path("municipalities/<str:municipality>/<int:pk>/", areas.RelationEdit.as_view(), name="relation_edit"),
]
