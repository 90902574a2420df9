"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class NotifyApp(AppConfig):
    """The package `notify`; see its docstring."""

    name = "vezne.notify"
    label = "notify"
