"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class InvoicingApp(AppConfig):
    """The package `invoicing`; see its docstring."""

    name = "vezne.invoicing"
    label = "invoicing"
