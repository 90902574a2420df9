"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class FlowsApp(AppConfig):
    """The package `flows`; see its docstring."""

    name = "vezne.flows"
    label = "flows"
