"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class PaymentsApp(AppConfig):
    """The package `payments`; see its docstring."""

    name = "vezne.payments"
    label = "payments"
