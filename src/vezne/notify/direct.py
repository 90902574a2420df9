"""Messages whose words hold a secret: rendered and sent in one go, nothing of them is kept.

Links that let somebody in and codes do not belong into `Delivery`, whose text staff may read. The
caller keeps the secret sealed until this has sent it, and calls outside any transaction.
"""

from __future__ import annotations

from email.utils import formataddr, parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from vezne.notify.types import Rendered, Voice


def secret_mail_send(*, words: Rendered, recipient: str, voice: Voice, key: str) -> None:
    """Send one mail now; `key` makes its Message-ID, so that a repeat shows once.

    Raises: OSError, smtplib.SMTPException; the caller's job tries again.
    """
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    domain = address.rpartition("@")[2]
    mail = EmailMultiAlternatives(
        subject=words.title,
        body=words.text,
        from_email=formataddr((voice.brand, address)),
        to=[recipient],
        reply_to=[voice.reply_to] if voice.reply_to else None,
        headers={"Message-ID": f"<{key}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(words.html, "text/html")
    mail.send()
