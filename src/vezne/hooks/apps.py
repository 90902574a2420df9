"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class HooksApp(AppConfig):
    """The package `hooks`; see its docstring."""

    name = "vezne.hooks"
    label = "hooks"
