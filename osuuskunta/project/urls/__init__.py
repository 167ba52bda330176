"""Addresses below `/p/<code>/`: the card, its sites, partners and targets, and the dated limits."""

from osuuskunta.project.urls import card, funding, limits, lines, partners, places, targets

urlpatterns = [
    *card.urlpatterns,
    *places.urlpatterns,
    *partners.urlpatterns,
    *funding.urlpatterns,
    *targets.urlpatterns,
    *lines.urlpatterns,
    *limits.urlpatterns,
]
