"""How Django knows this package."""

from __future__ import annotations

from django.apps import AppConfig


class EdocumentsApp(AppConfig):
    """The package `edocuments`; see its docstring."""

    name = "vezne.edocuments"
    label = "edocuments"
