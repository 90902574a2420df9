"""All writes of applications, by noun.

writing    application_open, application_fill, application_send, application_withdraw
papers     document_add, document_remove, documents_forget
deciding   application_take, application_return, application_decide, decidable
identity   identity_asked, identity_decided
setup      terms_set

In system scope: the caller has found the application, or the trade, in its own.
"""

from __future__ import annotations

from vezne.applications.services.deciding import (
    application_decide,
    application_return,
    application_take,
    decidable,
)
from vezne.applications.services.identity import identity_asked, identity_decided
from vezne.applications.services.papers import document_add, document_remove, documents_forget
from vezne.applications.services.setup import terms_set
from vezne.applications.services.writing import (
    Opening,
    application_fill,
    application_open,
    application_send,
    application_withdraw,
)

__all__ = [
    "Opening",
    "application_decide",
    "application_fill",
    "application_open",
    "application_return",
    "application_send",
    "application_take",
    "application_withdraw",
    "decidable",
    "document_add",
    "document_remove",
    "documents_forget",
    "identity_asked",
    "identity_decided",
    "terms_set",
]
