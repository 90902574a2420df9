"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class ReportsApp(AppConfig):
    """The package `reports`; see its docstring."""

    name = "vezne.reports"
    label = "reports"
