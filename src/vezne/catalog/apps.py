"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class CatalogApp(AppConfig):
    """The package `catalog`; see its docstring."""

    name = "vezne.catalog"
    label = "catalog"
