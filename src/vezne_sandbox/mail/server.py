"""The SMTP server: aiosmtpd in a thread of its own."""

import asyncio

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, InterfaceError, close_old_connections

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.mail.services import mail_store


class Inbox:
    """Takes every message for every address, but two kinds of names (see the package)."""

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Accept, or bounce at once."""
        if address.lower().startswith("yok"):
            return "550 5.1.1 no such mailbox"
        if address.lower().startswith("sonra"):
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (aiosmtpd's name)
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep the message before it is acknowledged."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        try:
            await asyncio.to_thread(_store, raw, list(envelope.rcpt_tos))
        except (DatabaseError, InterfaceError):
            return "451 4.3.0 the inbox is not reachable"
        return "250 Message accepted"


def _store(raw: bytes, recipients: list[str]) -> None:
    close_old_connections()
    mail_store(raw=raw, recipients=recipients, now=sandbox_now())


class SmtpServer(Controller):
    """Listens on 127.0.0.1."""

    def __init__(self, port: int) -> None:
        super().__init__(Inbox(), hostname="127.0.0.1", port=port, data_size_limit=25 * 2**20)
