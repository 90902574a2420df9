"""Start-up of an installation: binds the ports that lower packages declare."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ConfigApp(AppConfig):
    """The top of the house; binds what lower packages ask for through `core.ports`."""

    name = "vezne.config"
    label = "config"

    def ready(self) -> None:
        """Bind once all models are there; `binding` imports them, so it is imported now."""
        import_module("vezne.config.binding").bind()
