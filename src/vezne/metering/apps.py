"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class MeteringApp(AppConfig):
    """The package `metering`; see its docstring."""

    name = "vezne.metering"
    label = "metering"
