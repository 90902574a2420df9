"""``run``: the whole sandbox."""

import sys

from django.core.management.base import BaseCommand

from vezne_sandbox.panel.serving import serve_all


class Command(BaseCommand):
    """Serves HTTP and SMTP and sends webhooks."""

    help = "Serves everything until SIGTERM or SIGINT."
    requires_system_checks: list[str] = []

    def handle(self, *_args: object, **_options: object) -> None:
        """Runs until it is told to end, or a part of it ends."""
        sys.exit(serve_all())
