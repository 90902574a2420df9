"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class FollowupApp(AppConfig):
    """The package `followup`; see its docstring."""

    name = "vezne.followup"
    label = "followup"
