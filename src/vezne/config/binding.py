"""What an installation ties together at start: ports, the catalogue of messages, subscribers."""

from __future__ import annotations

from django.conf import settings

from vezne.applications import kinds as applying
from vezne.config.clamd import Clamd
from vezne.config.jobs import ProcrastinateJobs
from vezne.core import outbox, ports
from vezne.flows import (
    account_messages,
    application_kinds,
    application_messages,
    application_people,
    bank_messages,
    content_messages,
    document_notices,
    exchange_differences,
    listeners,
    messages,
    order_messages,
    order_notices,
    payment_messages,
    people_messages,
    reconciling,
    task_notices,
    ticket_messages,
)
from vezne.flows.document_files import DocumentFiles
from vezne.flows.identity import CheckedIdentities
from vezne.hooks.services import deliveries_write
from vezne.notify import kinds
from vezne.notify import messages as notify_messages

CATALOGUE = (
    messages, payment_messages, order_messages, order_notices, account_messages, document_notices,
    bank_messages, exchange_differences, people_messages, ticket_messages, application_messages,
    content_messages, task_notices, reconciling, notify_messages,
)  # fmt: skip
"""Where the messages are that people get, in the order in which lists show them."""


def bind() -> None:
    """Bind everything; a second call changes nothing."""
    ports.bind_jobs(ProcrastinateJobs())
    ports.bind_attachments(DocumentFiles())
    ports.bind_identities(CheckedIdentities())
    ports.bind_scanner(Clamd(settings.VEZNE_CLAMD) if settings.VEZNE_CLAMD else None)
    for module in CATALOGUE:
        kinds.register(*module.ALL)
    applying.register(*application_kinds.ALL, *application_people.ALL)
    for event_kind in listeners.MESSAGE_OF_EVENT:
        outbox.subscribe(event_kind, listeners.tell_transition)
    outbox.subscribe("invoice.opened", listeners.tell_opened)
    outbox.subscribe("quota.alert", listeners.tell_quota)
    outbox.subscribe("document.blocked", document_notices.tell_blocked)
    outbox.subscribe("document.refused", document_notices.tell_blocked)
    outbox.subscribe("document.declined", document_notices.tell_blocked)
    for event_kind in reconciling.MESSAGE_OF_EVENT:
        outbox.subscribe(event_kind, reconciling.tell_difference)
    outbox.subscribe("*", deliveries_write)
