"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerApp(AppConfig):
    """The package `ledger`; see its docstring."""

    name = "vezne.ledger"
    label = "ledger"
