"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class CoreApp(AppConfig):
    """The package `core`; see its docstring."""

    name = "vezne.core"
    label = "core"
