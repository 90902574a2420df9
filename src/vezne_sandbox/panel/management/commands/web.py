"""``web``: HTTP alone."""

from django.core.management.base import BaseCommand

from vezne_sandbox.panel.serving import serve_web


class Command(BaseCommand):
    """Serves HTTP."""

    help = "Serves HTTP until SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *_args: object, **_options: object) -> None:
        """Runs until it is told to end."""
        serve_web()
