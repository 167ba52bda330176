"""Addresses below `/p/<code>/`: people, the search for them, and one person."""

from django.urls import URLPattern, path

from participants.views import people

in_project: list[URLPattern] = [
    path("people/", people.PeoplePage.as_view(), name="people"),
    path("people/search/", people.SearchPage.as_view(), name="search"),
]
