"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class SupportApp(AppConfig):
    """The package `support`; see its docstring."""

    name = "vezne.support"
    label = "support"
