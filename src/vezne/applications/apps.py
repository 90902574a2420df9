"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class ApplicationsApp(AppConfig):
    """The package `applications`; see its docstring."""

    name = "vezne.applications"
    label = "applications"
