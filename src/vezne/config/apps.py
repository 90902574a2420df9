"""Start-up of an installation: binds the ports that lower packages declare."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigApp(AppConfig):
    """The top of the house; binds what lower packages ask for through `core.ports`."""

    name = "vezne.config"
    label = "config"
