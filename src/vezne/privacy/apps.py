"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class PrivacyApp(AppConfig):
    """The package `privacy`; see its docstring."""

    name = "vezne.privacy"
    label = "privacy"
