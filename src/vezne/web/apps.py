"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class WebApp(AppConfig):
    """The pages; see the package's docstring."""

    name = "vezne.web"
    label = "web"
