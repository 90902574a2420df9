"""What runs: HTTP in a process of its own, SMTP and the senders of notices in threads here."""

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from vezne_sandbox.bank import notices
from vezne_sandbox.cardbank.notices import deliver_notices_until
from vezne_sandbox.iyzico import webhooks
from vezne_sandbox.iyzico.merchants import merchants_from_settings
from vezne_sandbox.mail.server import SmtpServer
from vezne_sandbox.nilvera.views import firms_from_settings
from vezne_sandbox.processes import die_with_parent
from vezne_sandbox.sms.views import accounts_from_settings

_STOP_SECONDS = 8
_LOOK_SECONDS = 0.5


def serve_web() -> None:
    """HTTP until SIGTERM. Alone, no mail arrives and no webhook leaves."""
    die_with_parent()
    os.environ["SANDBOX_SUPERVISED"] = "1"  # Granian's worker must not outlive this process
    merchants_from_settings()
    accounts_from_settings()
    firms_from_settings()
    Granian(
        "vezne_sandbox.wsgi:application",
        address="127.0.0.1",
        port=settings.SANDBOX_PORT,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=16,
        backpressure=64,
        respawn_failed_workers=True,
        workers_kill_timeout=2,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


def serve_rest(stop: threading.Event) -> None:
    """SMTP and the senders of notices, until told to stop."""
    smtp = SmtpServer(settings.SANDBOX_SMTP_PORT)
    smtp.start()
    senders = [
        threading.Thread(target=deliver_until, args=[stop], daemon=True)
        for deliver_until in (
            webhooks.deliver_until,
            notices.deliver_until,
            deliver_notices_until,
        )
    ]
    for sender in senders:
        sender.start()
    stop.wait()
    smtp.stop()
    for sender in senders:
        sender.join(timeout=_STOP_SECONDS)


def serve_all() -> int:
    """Everything until SIGTERM or SIGINT; the exit status. Ends too when HTTP ends by itself."""
    die_with_parent()
    stop = stop_on_signals()
    web = subprocess.Popen(
        [sys.executable, "-m", "vezne_sandbox", "web"],
        env={**os.environ, "SANDBOX_SUPERVISED": "1"},
        start_new_session=True,  # Ctrl-C reaches only this process, which then ends the other
    )
    rest = threading.Thread(target=serve_rest, args=[stop], name="rest")
    rest.start()
    has_failed = False
    while not stop.wait(_LOOK_SECONDS):
        if web.poll() is not None or not rest.is_alive():
            has_failed = True
            stop.set()
    web.terminate()
    try:
        web.wait(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        web.kill()
        web.wait()
    rest.join(timeout=_STOP_SECONDS)
    return int(has_failed)


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    return stop
