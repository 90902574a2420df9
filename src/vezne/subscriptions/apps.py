"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class SubscriptionsApp(AppConfig):
    """The package `subscriptions`; see its docstring."""

    name = "vezne.subscriptions"
    label = "subscriptions"
