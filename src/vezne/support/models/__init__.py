"""Tables of support: what a seller sets up, and the tickets with all that hangs on them."""

from __future__ import annotations

from vezne.support.models.setup import CannedReply, Department, ServiceLevel, SupportTerms
from vezne.support.models.tickets import (
    Attachment,
    Ticket,
    TicketEvent,
    TicketMessage,
    TicketNote,
)

__all__ = [
    "Attachment",
    "CannedReply",
    "Department",
    "ServiceLevel",
    "SupportTerms",
    "Ticket",
    "TicketEvent",
    "TicketMessage",
    "TicketNote",
]
