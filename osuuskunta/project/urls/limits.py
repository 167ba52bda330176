"""Addresses of the limits pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
