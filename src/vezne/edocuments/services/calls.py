"""The outside calls: never inside a transaction, each marked and committed before it is made."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from vezne.core.scope import acting_as_system
from vezne.edocuments.errors import IntegratorUnavailable
from vezne.edocuments.incoming_xml import ReturnRead, read_return
from vezne.edocuments.integrators.base import (
    Envelope,
    IntegratorInDoubt,
    IntegratorRefused,
    IntegratorRetryable,
)
from vezne.edocuments.models import Document, DocumentKind
from vezne.edocuments.sealing import unseal_xml
from vezne.edocuments.services.gateway import open_integrator
from vezne.edocuments.services.settling import document_asked
from vezne.edocuments.types import (
    ErrorCode,
    Incoming,
    Outcome,
    Refused,
    Registration,
    Unknown,
)

IN_DOUBT = (IntegratorRetryable, IntegratorInDoubt)


def registration_ask(*, seller_id: int, tax_id: str) -> Registration:
    """Whether a tax number is registered for e-Fatura, and its aliases.

    Raises: IntegratorMissing, IntegratorUnavailable (also when it refuses the key).
    """
    with acting_as_system("documents: integrator"):
        with transaction.atomic(durable=True):
            integrator = open_integrator(seller_id)
        try:
            return integrator.registration(tax_id)
        except (IntegratorRefused, *IN_DOUBT) as error:
            raise IntegratorUnavailable from error


def document_call(*, document_id: int, now: datetime) -> Outcome:
    """Send a numbered document, or ask what became of a sent one; the caller settles.

    In a worker. Raises: DocumentNotFound, DocumentStateWrong, IntegratorMissing.
    """
    with acting_as_system("documents: integrator"):
        with transaction.atomic(durable=True):
            is_to_send = document_asked(document_id=document_id, now=now)
            document = Document.objects.get(pk=document_id)
            integrator = open_integrator(document.seller_id)
            envelope = _envelope(document)
        try:
            return integrator.send(envelope) if is_to_send else integrator.ask(envelope)
        except IntegratorRefused as no:
            return Refused(no.code, no.detail)
        except IntegratorRetryable as error:
            # Not sent at all: certain, so that the next turn sends it.
            return Refused(ErrorCode.UNREACHABLE, str(error)) if is_to_send else Unknown(str(error))
        except IntegratorInDoubt as error:
            return Unknown(str(error))


def cancel_call(*, document_id: int) -> Outcome:
    """Ask the integrator to cancel an e-Arşiv; the caller settles. Missing: it is not there.

    Raises: IntegratorMissing, IntegratorUnavailable.
    """
    with acting_as_system("documents: integrator"):
        with transaction.atomic(durable=True):
            document = Document.objects.get(pk=document_id)
            integrator = open_integrator(document.seller_id)
            envelope = _envelope(document)
        try:
            return integrator.cancel(envelope)
        except IntegratorRefused as no:
            return Refused(no.code, no.detail)
        except IN_DOUBT as error:
            raise IntegratorUnavailable from error


def incoming_list(*, seller_id: int, since: date) -> list[Incoming]:
    """Invoices that others sent to the seller since a day.

    Raises: IntegratorMissing, IntegratorUnavailable.
    """
    with acting_as_system("documents: integrator"):
        with transaction.atomic(durable=True):
            integrator = open_integrator(seller_id)
        try:
            return integrator.incoming(since)
        except (IntegratorRefused, *IN_DOUBT) as error:
            raise IntegratorUnavailable from error


def incoming_read(*, seller_id: int, ettn: str) -> ReturnRead | None:
    """What an incoming invoice says in its XML; None where it is not there or does not fit.

    Raises: IntegratorMissing, IntegratorUnavailable.
    """
    with acting_as_system("documents: integrator"):
        with transaction.atomic(durable=True):
            integrator = open_integrator(seller_id)
        try:
            xml = integrator.incoming_xml(ettn)
        except (IntegratorRefused, *IN_DOUBT) as error:
            raise IntegratorUnavailable from error
    return read_return(xml) if xml else None


def _envelope(document: Document) -> Envelope:
    assert document.xml_sealed is not None, "a numbered document has its XML"
    return Envelope(
        ettn=str(document.ettn),
        number=document.number,
        is_efatura=document.kind == DocumentKind.EFATURA,
        alias=document.alias,
        xml=unseal_xml(document.xml_sealed),
    )
