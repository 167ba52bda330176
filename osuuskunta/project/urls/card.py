"""Addresses of the card."""

from django.urls import URLPattern, path

from osuuskunta.project.views import card

urlpatterns: list[URLPattern] = [
    path("card/", card.CardPage.as_view(), name="card"),
    path("card/pdf/", card.CardLetter.as_view(), name="card_letter"),
    path("card/edit/<slug:section>/", card.CardEdit.as_view(), name="card_edit"),
]
