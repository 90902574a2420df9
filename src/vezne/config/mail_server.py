"""The door for mails: aiosmtpd, which asks the house about each address and keeps what is for us.

A mail is acknowledged when its row is committed; its sender's server keeps it until then, and
tries again after a 4xx. Nothing of a mail is read here but its head.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections

from vezne.core.clock import read_now
from vezne.flows.mail_arrival import address_accepted, mail_arrived
from vezne.support.errors import TooManyMails
from vezne.support.mail_reading import ADDRESS
from vezne.support.mail_reading import Envelope as MailEnvelope
from vezne.support.types import MOST_MAIL_BYTES

THREADS = 4
MOST_RECIPIENTS = 20
SILENT_SECONDS = 60
MOST_COMMANDS = {"RCPT": 50, "*": 30}
BUSY = "451 4.3.0 not possible at the moment, try again later"
logger = logging.getLogger(__name__)
Answer = TypeVar("Answer")


class Door:
    """What is said at each step of a mail's coming."""

    def __init__(self) -> None:
        """Its own few threads, each with a connection to the database."""
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="mail")

    async def _ask(self, call: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(_run, call))

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Only places that we keep: this server passes nothing on."""
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        if not ADDRESS.fullmatch(address) or not address.isprintable():
            return "553 5.1.3 no such mailbox here"
        try:
            is_ours = await self._ask(partial(address_accepted, address))
        except (DatabaseError, InterfaceError):
            return BUSY
        if not is_ours:
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep it before it is acknowledged."""
        content = envelope.content or b""
        raw = content.encode() if isinstance(content, str) else content
        sender = (envelope.mail_from or "").strip()[:254]
        given = MailEnvelope(sender if sender.isprintable() else "?", tuple(envelope.rcpt_tos))
        try:
            await self._ask(lambda: mail_arrived(raw=raw, envelope=given, now=read_now()))
        except TooManyMails:
            return "451 4.7.1 too many mails from this sender, try again later"
        except (DatabaseError, InterfaceError):
            return BUSY
        except OSError:
            logger.exception("A mail could not be stored")
            return "452 4.3.1 no room for it now"
        return "250 2.0.0 kept"

    async def handle_exception(self, error: Exception) -> str:
        """A mistake of ours: the sender's server keeps the mail and tries again."""
        logger.error("A mail could not be taken", exc_info=error)
        return BUSY


def _run(call: Callable[[], Answer]) -> Answer:
    close_old_connections()
    return call()


class MailServer(Controller):
    """The door on its address; `start()` and `stop()` are aiosmtpd's."""

    def __init__(self, *, host: str, port: int) -> None:
        """With STARTTLS where a certificate is set."""
        super().__init__(
            Door(),
            hostname=host,
            port=port,
            server_hostname=settings.VEZNE_MAIL_NAME,
            ident="Vezne",
            data_size_limit=MOST_MAIL_BYTES,
            timeout=SILENT_SECONDS,
            command_call_limit=MOST_COMMANDS,
            tls_context=_tls(),
        )


def _tls() -> ssl.SSLContext | None:
    if not settings.VEZNE_MAIL_TLS_CERT:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(settings.VEZNE_MAIL_TLS_CERT, settings.VEZNE_MAIL_TLS_KEY or None)
    return context
