"""Addresses of the sites."""

from django.urls import URLPattern, path

from osuuskunta.project.views import places

urlpatterns: list[URLPattern] = [
    path("sites/", places.SitesPage.as_view(), name="sites"),
    path("sites/add/", places.SiteAdd.as_view(), name="site_add"),
    path("sites/<int:pk>/", places.SiteEdit.as_view(), name="site_edit"),
    path("sites/<int:pk>/close/", places.SiteClose.as_view(), name="site_close"),
    path("sites/<int:pk>/open/", places.SiteReopen.as_view(), name="site_reopen"),
]
