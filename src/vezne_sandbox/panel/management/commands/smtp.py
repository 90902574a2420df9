"""``smtp``: the mail server and the webhooks' sender, without HTTP."""

from django.core.management.base import BaseCommand

from vezne_sandbox.panel.serving import serve_rest, stop_on_signals


class Command(BaseCommand):
    """Serves SMTP and sends webhooks."""

    help = "Serves SMTP and sends webhooks until SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *_args: object, **_options: object) -> None:
        """Runs until it is told to end."""
        serve_rest(stop_on_signals())
