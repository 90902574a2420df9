"""What a customer's mail program sends: an answer with its quoted text, or a new letter, by SMTP.

The panel's own door takes it (``SANDBOX_PANEL_SMTP``), whatever the address behind the @ is: the
sandbox is the whole world's name service.
"""

import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, getaddresses, make_msgid, parseaddr

from django.conf import settings

from vezne_sandbox.mail.models import Mail

_TIMEOUT_SECONDS = 10
_PLACE = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+")


class NotSent(Exception):
    """The panel's mail server said no, or is not there; the message is what it said."""


@dataclass(frozen=True)
class Letter:
    """What is typed into the form."""

    sender: str
    to: str
    subject: str
    body: str
    files: Sequence[tuple[str, bytes, str]] = ()  # name, content, media type
    is_automatic: bool = False


def can_send() -> bool:
    """True when there is a panel that takes mails in."""
    return bool(settings.SANDBOX_PANEL_SMTP)


def draft_answer(mail: Mail) -> Letter:
    """The form as a mail program opens it: to whom the mail wants answers, with a new subject."""
    parsed = message_from_bytes(bytes(mail.raw), policy=policy.default)
    wanted = parseaddr(str(parsed.get("Reply-To", "")))[1] or parseaddr(mail.sender)[1]
    prefix = "" if mail.subject.lower().startswith(("ynt:", "re:")) else "Ynt: "
    return Letter(
        sender=mail.recipients.split(",")[0].strip(),
        to=wanted,
        subject=f"{prefix}{mail.subject}",
        body="",
    )


def letter_send(letter: Letter, *, answers: Mail | None, now: datetime) -> str:
    """Send it over SMTP; its Message-ID. Raises: NotSent."""
    message = _message(letter, answers, now)
    host, _colon, port = settings.SANDBOX_PANEL_SMTP.rpartition(":")
    recipients = [address for _name, address in getaddresses([letter.to])]
    try:
        with smtplib.SMTP(host, int(port), timeout=_TIMEOUT_SECONDS) as server:
            server.send_message(message, from_addr=parseaddr(letter.sender)[1], to_addrs=recipients)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise NotSent(f"{code} {said.decode(errors='replace')}") from error
    except smtplib.SMTPResponseException as error:
        answer = error.smtp_error
        text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
        raise NotSent(f"{error.smtp_code} {text}") from error
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise NotSent(str(error)) from error
    return str(message["Message-ID"])


def _message(letter: Letter, answers: Mail | None, now: datetime) -> EmailMessage:
    name, address = parseaddr(letter.sender)
    if not _PLACE.fullmatch(address) or not letter.to.strip():
        raise NotSent("Gönderen ve alıcı adresi gerekli.")
    message = EmailMessage()
    message["From"] = formataddr((name, address))
    message["To"] = letter.to
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=address.rpartition("@")[2])
    if letter.is_automatic:
        message["Auto-Submitted"] = "auto-replied"
    body = letter.body
    if answers is not None:
        _refer(message, answers)
        body = f"{body}\n\n{_quoted(answers)}"
    message.set_content(body)
    for file_name, content, media_type in letter.files:
        main, _slash, sub = (media_type or "application/octet-stream").partition("/")
        message.add_attachment(
            content, maintype=main, subtype=sub or "octet-stream", filename=file_name
        )
    return message


def _refer(message: EmailMessage, answers: Mail) -> None:
    """The headers by which mail programs keep a conversation together."""
    if not answers.message_id:
        return
    parsed = message_from_bytes(bytes(answers.raw), policy=policy.default)
    before = str(parsed.get("References", "")).split()
    message["In-Reply-To"] = answers.message_id
    message["References"] = " ".join([*before, answers.message_id])


def _quoted(answers: Mail) -> str:
    """The answered mail as Gmail in Turkish quotes it."""
    at = f"{answers.received_at:%d.%m.%Y %H:%M}"
    lines = "\n".join(f"> {line}" for line in answers.text.splitlines())
    return f"{answers.sender}, {at} tarihinde şunu yazdı:\n\n{lines}\n"
