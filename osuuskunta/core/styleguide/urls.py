"""Addresses of the style guide; `osuuskunta.urls` takes them in only with DEBUG or STYLEGUIDE."""

from django.urls import path

from osuuskunta.core.styleguide import views

ERRORS = ("400", "403", "403_csrf", "404", "500", "503")
urlpatterns = [
    path("", views.index, name="styleguide"),
    path("list/", views.listing, name="styleguide_list"),
    path("enter/", views.enter, name="styleguide_enter"),
    path("plain/", views.plain, name="styleguide_plain"),
    path("options/", views.options, name="styleguide_options"),
    *(path(f"error/{name}/", views.error, {"name": name}, name=f"styleguide_error_{name}") for name in ERRORS),
]
