"""Addresses of letters."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.letters import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("mutabakat/<str:token>/", views.letter, name="letter"),
    path("mutabakat/<str:token>/pdf/", views.letter_file, name="letter_file"),
]
