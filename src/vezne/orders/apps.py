"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class OrdersApp(AppConfig):
    """The package `orders`; see its docstring."""

    name = "vezne.orders"
    label = "orders"
