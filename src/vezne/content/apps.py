"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class ContentApp(AppConfig):
    """The package `content`; see its docstring."""

    name = "vezne.content"
    label = "content"
