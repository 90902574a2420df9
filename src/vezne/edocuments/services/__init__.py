"""All writes of legal documents, one file per thing that happens to one.

issuer       who the seller is on its documents
integrator   the contract with who carries them
drafting     before the number: made, made again, blocked, given up
numbering    the number, last
calls        outside calls, never in a transaction
settling     what the integrator said, in one place
abandoning   given up with its number: the integrator will never take it
ending       cancelled, here or outside
slips        gider pusulası
differences  what a payment at another rate made
incoming     a firm's iade invoice
"""

from __future__ import annotations

from vezne.edocuments.services.abandoning import document_abandon
from vezne.edocuments.services.calls import (
    cancel_call,
    document_call,
    incoming_list,
    incoming_read,
    registration_ask,
)
from vezne.edocuments.services.differences import difference_record
from vezne.edocuments.services.drafting import (
    document_block,
    document_draft,
    document_drop,
    document_postpone,
    document_redraft,
    document_retry,
    document_warned,
)
from vezne.edocuments.services.ending import (
    document_cancel_ask,
    document_cancel_settle,
    document_cancelled_outside,
)
from vezne.edocuments.services.incoming import IncomingTerms, incoming_record
from vezne.edocuments.services.integrator import (
    integrator_active_set,
    integrator_set,
    integrator_test,
)
from vezne.edocuments.services.issuer import issuer_active_set, issuer_logo_set, issuer_set
from vezne.edocuments.services.numbering import Template, document_issue, template_build
from vezne.edocuments.services.settling import (
    document_asked,
    document_settle,
    document_told,
    next_turn,
)
from vezne.edocuments.services.slips import slip_issue

__all__ = [
    "IncomingTerms",
    "Template",
    "cancel_call",
    "difference_record",
    "document_abandon",
    "document_asked",
    "document_block",
    "document_call",
    "document_cancel_ask",
    "document_cancel_settle",
    "document_cancelled_outside",
    "document_draft",
    "document_drop",
    "document_issue",
    "document_postpone",
    "document_redraft",
    "document_retry",
    "document_settle",
    "document_told",
    "document_warned",
    "incoming_list",
    "incoming_read",
    "incoming_record",
    "integrator_active_set",
    "integrator_set",
    "integrator_test",
    "issuer_active_set",
    "issuer_logo_set",
    "issuer_set",
    "next_turn",
    "registration_ask",
    "slip_issue",
    "template_build",
]
