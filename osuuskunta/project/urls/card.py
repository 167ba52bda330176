"""Addresses of the card pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
