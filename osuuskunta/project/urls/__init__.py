"""Addresses below `/p/<code>/`: the card, its sites, partners and targets, and the dated limits."""

from osuuskunta.project.urls import areas, card, funding, history, limits, lines, partners, places, targets

urlpatterns = [
    *card.urlpatterns,
    *history.urlpatterns,  # before the limits: no limit is called history
    *places.urlpatterns,
    *areas.urlpatterns,
    *partners.urlpatterns,
    *funding.urlpatterns,
    *targets.urlpatterns,
    *lines.urlpatterns,
    *limits.urlpatterns,
]
