"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class ApiApp(AppConfig):
    """The package `api`; see its docstring."""

    name = "vezne.api"
    label = "api"
