"""Mail to a seller's address for applications: a draft of who is known by it, else a person looks.

The sender is what the mail says: a draft changes nothing, and whoever sends it on has read it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.applications.kinds import Parties
from vezne.applications.models import Application
from vezne.applications.queries import seller_of_address
from vezne.applications.services import Opening, application_open, document_add
from vezne.applications.types import MOST_DOCUMENTS, OTHER_PAPER, Side, Source, Writer
from vezne.core.audit import Actor
from vezne.core.scope import acting_as_system
from vezne.flows.application_notices import tell_buyer, tell_seller
from vezne.flows.mail_writing import MailRead, buyer_of_sender, files_stored, mail_read
from vezne.ledger.queries import buyer_id_of
from vezne.support import services
from vezne.support.models import InboundMail


def is_for_applications(row: InboundMail) -> bool:
    """Whether it came to its seller's address for applications; in system scope."""
    if row.ticket_id is not None:
        return False
    return any(seller_of_address(one) == row.seller_id for one in row.recipients)


def draft_buyer(row: InboundMail, read: MailRead) -> int | None:
    """The buyer whose draft it becomes by itself; None: a person says. In system scope."""
    if read.reason or not is_for_applications(row):
        return None
    return buyer_of_sender(row.seller_id, read.head.sender)


def mail_to_draft(
    row: InboundMail, read: MailRead, *, buyer_id: int, by: str, now: datetime
) -> Application:
    """Make it a draft with its words and files; the mail's row is locked, in system scope."""
    parties = Parties(row.seller_id, buyer_id)
    label = read.head.sender_label or read.head.sender or row.sender
    writer = Writer(None, label, Side.BUYER, Source.MAIL)
    actor = Actor(kind="system", label=label)
    application, _is_new = application_open(
        parties=parties,
        opening=Opening(
            kind="",
            note=f"{row.subject}\n\n{read.words}".strip(),
            key=f"mail:{row.public_id}",
            mail=row.public_id,
        ),
        writer=writer,
        actor=actor,
        now=now,
    )
    for file in read.files[:MOST_DOCUMENTS]:
        document_add(
            application_id=application.pk,
            paper=OTHER_PAPER,
            file=file,
            writer=writer,
            actor=actor,
            now=now,
        )
    services.mail_drafted(row, excerpt=read.words, by=by, now=now)
    tell_seller(application, "application.by_mail", now=now)
    tell_buyer(application, "application.for_you", now=now)
    return application


def mail_to_application(
    *, mail: InboundMail, buyer: str, actor: Actor, now: datetime
) -> Application:
    """Make a mail that waits, or was ignored, a draft of a buyer (public id).

    Raises: NotFound (no such buyer), MailNotWaiting, FileScanUnavailable.
    """
    with acting_as_system("desk: mail to an application"):
        read = files_stored(mail_read(mail))
        with transaction.atomic():
            row = services.undecided(mail.pk)
            buyer_id = buyer_id_of(seller_id=row.seller_id, public_id=buyer)
            return mail_to_draft(row, read, buyer_id=buyer_id, by=actor.label, now=now)
