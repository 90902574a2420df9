"""Keeps messages and finds them again."""

from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.db import transaction

from vezne_sandbox.mail.models import Mail, MailRecipient


def mail_store(*, raw: bytes, recipients: list[str], now: datetime) -> Mail:
    """Take one message apart and keep it whole too."""
    parsed = message_from_bytes(raw, policy=policy.default)
    with transaction.atomic():
        mail = Mail.objects.create(
            message_id=str(parsed.get("Message-ID", ""))[:300].strip(),
            sender=str(parsed.get("From", ""))[:300],
            recipients=", ".join(recipients),
            subject=str(parsed.get("Subject", "")).strip(),  # a folded one begins with a blank
            text=_part(parsed, "plain"),
            html=_part(parsed, "html"),
            attachments=[part.get_filename() or "" for part in parsed.iter_attachments()],
            raw=raw,
            received_at=now,
        )
        MailRecipient.objects.bulk_create(
            MailRecipient(mail=mail, address=address.lower()) for address in recipients
        )
    return mail


def list_mails(*, to: str = "", limit: int = 100) -> list[Mail]:
    """The newest first, of one address or of all."""
    mails = Mail.objects.order_by("-pk").defer("raw")
    if to:
        ids = MailRecipient.objects.filter(address=to.lower()).values("mail_id")
        mails = mails.filter(pk__in=ids)
    return list(mails[:limit])


def find_mail(pk: int) -> Mail | None:
    """One message."""
    return Mail.objects.filter(pk=pk).first()


def _part(parsed: EmailMessage, kind: str) -> str:
    body = parsed.get_body(preferencelist=(kind,))
    if body is None or body.get_content_maintype() != "text":
        return ""
    return str(body.get_content()).replace("\x00", "")
