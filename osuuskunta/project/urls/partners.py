"""Addresses of the partners."""

from django.urls import URLPattern, path

from osuuskunta.project.views import partners

urlpatterns: list[URLPattern] = [
    path("partners/", partners.PartnersPage.as_view(), name="partners"),
    path("partners/add/", partners.PartnerAdd.as_view(), name="partner_add"),
    path("partners/<int:pk>/", partners.PartnerEdit.as_view(), name="partner_edit"),
    path("partners/<int:pk>/remove/", partners.PartnerRemove.as_view(), name="partner_remove"),
    path("partners/<int:pk>/sites/add/", partners.PlaceAdd.as_view(), name="place_add"),
    path("partners/<int:pk>/sites/<uuid:place>/", partners.PlaceEdit.as_view(), name="place_edit"),
    path("partners/<int:pk>/sites/<uuid:place>/remove/", partners.PlaceRemove.as_view(), name="place_remove"),
]
