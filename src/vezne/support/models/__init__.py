"""Tables of support: what a seller sets up, and the tickets with all that hangs on them."""

from __future__ import annotations

from vezne.support.models.mail import InboundMail
from vezne.support.models.setup import CannedReply, Department, ServiceLevel, SupportTerms
from vezne.support.models.tickets import (
    Attachment,
    NoteFile,
    Ticket,
    TicketEvent,
    TicketMessage,
    TicketNote,
)

__all__ = [
    "Attachment",
    "CannedReply",
    "Department",
    "InboundMail",
    "NoteFile",
    "ServiceLevel",
    "SupportTerms",
    "Ticket",
    "TicketEvent",
    "TicketMessage",
    "TicketNote",
]
