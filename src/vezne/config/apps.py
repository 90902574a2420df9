"""Start-up of an installation: binds the ports that lower packages declare."""

from __future__ import annotations

from django.apps import AppConfig

from vezne.config.jobs import ProcrastinateJobs
from vezne.core import ports


class ConfigApp(AppConfig):
    """The top of the house; binds what lower packages ask for through `core.ports`."""

    name = "vezne.config"
    label = "config"

    def ready(self) -> None:
        """Bind the ports, register the messages and the subscribers of events."""
        ports.bind_jobs(ProcrastinateJobs())
