"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsApp(AppConfig):
    """The package `accounts`; see its docstring."""

    name = "vezne.accounts"
    label = "accounts"
