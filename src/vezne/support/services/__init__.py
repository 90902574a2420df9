"""All writes of support, by noun.

setup    terms_set, department_add, department_change, canned_add, canned_change, canned_remove
talking  ticket_open, ticket_reply, ticket_answer, note_add, files_refused
mail     check_rate, mail_keep, mail_locked, undecided, mail_taken, mail_drafted, mail_waits,
         mail_ignored, mail_discard, mails_forget
staff    ticket_assign, ticket_move, ticket_merge, late_told
ending   ticket_close, ticket_reopen, ticket_rate
"""

from __future__ import annotations

from vezne.support.services.ending import ticket_close, ticket_rate, ticket_reopen
from vezne.support.services.mail import (
    check_rate,
    mail_discard,
    mail_drafted,
    mail_ignored,
    mail_keep,
    mail_locked,
    mail_taken,
    mail_waits,
    mails_forget,
    undecided,
)
from vezne.support.services.setup import (
    canned_add,
    canned_change,
    canned_remove,
    department_add,
    department_change,
    terms_set,
)
from vezne.support.services.staff import late_told, ticket_assign, ticket_merge, ticket_move
from vezne.support.services.talking import (
    files_refused,
    note_add,
    ticket_answer,
    ticket_open,
    ticket_reply,
)

__all__ = [
    "canned_add",
    "canned_change",
    "canned_remove",
    "check_rate",
    "department_add",
    "department_change",
    "files_refused",
    "late_told",
    "mail_discard",
    "mail_drafted",
    "mail_ignored",
    "mail_keep",
    "mail_locked",
    "mail_taken",
    "mail_waits",
    "mails_forget",
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
    "undecided",
]
