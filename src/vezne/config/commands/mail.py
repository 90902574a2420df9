"""`vezne mail`: takes mails in, answers to tickets and letters to support addresses, by SMTP."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Sequence
from threading import Event

from django.conf import settings

from vezne.config.mail_server import MailServer


def main(arguments: Sequence[str]) -> int:
    """Serve until a signal comes."""
    parser = argparse.ArgumentParser(prog="vezne mail", description=__doc__)
    parser.add_argument("--host", default=settings.VEZNE_MAIL_HOST)
    parser.add_argument("--port", type=int, default=settings.VEZNE_MAIL_PORT)
    options = parser.parse_args(arguments)
    asked_to_stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_given: asked_to_stop.set())
    server = MailServer(host=options.host, port=options.port)
    server.start()
    try:
        asked_to_stop.wait()
    finally:
        server.stop()
    return 0
