"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class BankingApp(AppConfig):
    """The package `banking`; see its docstring."""

    name = "vezne.banking"
    label = "banking"
