"""All writes of support, by noun.

setup    terms_set, department_add, department_change, canned_add, canned_change, canned_remove
talking  ticket_open, ticket_reply, ticket_answer, note_add
staff    ticket_assign, ticket_move, ticket_merge, late_told
ending   ticket_close, ticket_reopen, ticket_rate
"""

from __future__ import annotations

from vezne.support.services.ending import ticket_close, ticket_rate, ticket_reopen
from vezne.support.services.setup import (
    canned_add,
    canned_change,
    canned_remove,
    department_add,
    department_change,
    terms_set,
)
from vezne.support.services.staff import late_told, ticket_assign, ticket_merge, ticket_move
from vezne.support.services.talking import note_add, ticket_answer, ticket_open, ticket_reply

__all__ = [
    "canned_add",
    "canned_change",
    "canned_remove",
    "department_add",
    "department_change",
    "late_told",
    "note_add",
    "terms_set",
    "ticket_answer",
    "ticket_assign",
    "ticket_close",
    "ticket_merge",
    "ticket_move",
    "ticket_open",
    "ticket_rate",
    "ticket_reopen",
    "ticket_reply",
]
