"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class ReceivablesApp(AppConfig):
    """The package `receivables`; see its docstring."""

    name = "vezne.receivables"
    label = "receivables"
