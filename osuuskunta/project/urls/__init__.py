"""Addresses below `/p/<code>/`: the card, its sites, partners and targets, and the dated limits."""

from osuuskunta.project.urls import card, limits, places, targets

urlpatterns = [*card.urlpatterns, *places.urlpatterns, *limits.urlpatterns, *targets.urlpatterns]
