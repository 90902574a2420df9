"""The outside calls: never inside a transaction, each marked and committed before it is made.

`transaction.atomic(durable=True)` refuses to run inside another transaction, so none of these
functions can be called in one. At most `PROVIDER_SLOTS` calls run in a process at once, so that a
provider that hangs cannot take all threads of a web worker.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import transaction

from vezne.core.errors import NotFound
from vezne.core.scope import acting_as_system
from vezne.payments.errors import BuyerIncomplete, NoProvider, ProviderUnavailable
from vezne.payments.models import Attempt, AttemptMethod, Refund
from vezne.payments.providers.base import (
    CardProvider,
    ProviderInDoubt,
    ProviderRefused,
    ProviderRetryable,
    StoredCharge,
)
from vezne.payments.services.attempt import (
    attempt_asked,
    attempt_form_opened,
    attempt_opening_in_doubt,
    attempt_refused_at_opening,
)
from vezne.payments.services.gateway import open_provider
from vezne.payments.services.refund import refund_asked
from vezne.payments.services.requests import (
    form_request,
    question,
    refund_request_of,
    stored_charge,
)
from vezne.payments.types import ErrorCode, ProviderFacts, RefundFacts, Refused

PROVIDER_SLOTS: int = getattr(settings, "VEZNE_PROVIDER_SLOTS", 4)
SLOT_WAIT_SECONDS = 2.0
_slots = threading.BoundedSemaphore(PROVIDER_SLOTS)


@contextmanager
def provider_slot() -> Iterator[None]:
    """Hold one of the process's few places for an outside call. Raises: ProviderUnavailable."""
    if not _slots.acquire(timeout=SLOT_WAIT_SECONDS):
        raise ProviderUnavailable
    try:
        yield
    finally:
        _slots.release()


def form_open(
    *,
    attempt_id: int,
    callback_url: str,
    now: datetime,
    locale: str = "tr",
    ip: str = "",
    instalments: tuple[int, ...] = (1,),
) -> Attempt:
    """Open the hosted form of a try and write its address, or why there is none.

    In the web process, while the payer waits; a second call for the same try calls nobody and
    returns it as it stands. Read `state`, `page_url`, `error_code` of what comes back; one whose
    payer lacks an address or a phone is refused without a call.
    Raises: NotFound, ProviderUnavailable (too many calls; nothing was done).
    """
    with provider_slot(), acting_as_system("payment provider"):
        with transaction.atomic(durable=True):
            attempt, provider = _opened(attempt_id)
            try:
                request = form_request(
                    attempt=attempt,
                    callback_url=callback_url,
                    locale=locale,
                    ip=ip,
                    instalments=instalments,
                )
            except BuyerIncomplete:
                return attempt_refused_at_opening(
                    attempt_id=attempt_id,
                    code=ErrorCode.BUYER_INCOMPLETE,
                    detail="not sent",
                    now=now,
                )
            if not attempt_asked(attempt_id=attempt_id, source="web", now=now):
                return Attempt.objects.get(pk=attempt_id)
        try:
            form = provider.open_form(request)
        except ProviderRefused as no:
            return attempt_refused_at_opening(
                attempt_id=attempt_id, code=no.code, detail=no.detail, now=now
            )
        except ProviderRetryable as no:
            return attempt_refused_at_opening(
                attempt_id=attempt_id, code=ErrorCode.UNREACHABLE, detail=str(no), now=now
            )
        except ProviderInDoubt as doubt:
            return attempt_opening_in_doubt(attempt_id=attempt_id, detail=str(doubt), now=now)
        return attempt_form_opened(attempt_id=attempt_id, form=form, now=now)


def provider_ask(*, attempt: Attempt, now: datetime, notice: bytes = b"") -> ProviderFacts:
    """Ask the provider what became of a try; the caller settles with the answer.

    After the browser's return, for a webhook, and by the janitor; `notice` is what the first two
    brought, as it came: the provider decides what it is worth. A stored card's try whose worker
    died before sending is claimed here, so that nobody sends it any more: refused, certainly.
    Raises: NotFound, NoProvider (paid from the wallet), ProviderUnavailable (too many calls).
    """
    with provider_slot(), acting_as_system("payment provider"):
        with transaction.atomic(durable=True):
            attempt, provider = _opened(attempt.pk)
            asked = question(attempt=attempt, now=now, notice=notice)
            is_stored = attempt.method == AttemptMethod.STORED_CARD
            if is_stored and attempt_asked(attempt_id=attempt.pk, source="janitor", now=now):
                return ProviderFacts(Refused(ErrorCode.UNREACHABLE, "never sent"))
        return provider.ask(asked)


def card_charge(*, attempt_id: int, now: datetime, source: str = "clock") -> ProviderFacts:
    """Charge the stored card of a try, once; a try that was sent before is only asked about.

    In a worker. The caller settles with the answer; a payer without an address or a phone is
    refused, certainly, without a call.
    Raises: NotFound, ProviderUnavailable (too many calls; nothing was sent).
    """
    with provider_slot(), acting_as_system("payment provider"):
        with transaction.atomic(durable=True):
            attempt, provider = _opened(attempt_id)
            is_first = attempt_asked(attempt_id=attempt_id, source=source, now=now)
            charge = _charge_of(attempt) if is_first else None
            asked = question(attempt=attempt, now=now)
        if not is_first:
            return provider.ask(asked)
        if charge is None:
            return ProviderFacts(Refused(ErrorCode.BUYER_INCOMPLETE, "not sent"))
        return provider.charge_stored(charge)


def _charge_of(attempt: Attempt) -> StoredCharge | None:
    """The charge of a try's stored card; None: its payer has no address or no phone."""
    try:
        return stored_charge(attempt)
    except BuyerIncomplete:
        return None


def refund_call(*, refund_id: int, now: datetime) -> RefundFacts:
    """Send a refund, or ask about one that was sent before; the caller settles with the answer.

    In a worker. Raises: NotFound, ProviderUnavailable (too many calls).
    """
    with provider_slot(), acting_as_system("payment provider"):
        with transaction.atomic(durable=True):
            refund = Refund.objects.filter(pk=refund_id).first()
            if refund is None:
                raise NotFound
            is_first = refund_asked(refund_id=refund_id, now=now)
            refund.refresh_from_db()
            attempt, provider = _opened(refund.attempt_id)
            request = refund_request_of(refund=refund, attempt=attempt, now=now)
        return provider.refund(request) if is_first else provider.ask_refund(request)


def _opened(attempt_id: int) -> tuple[Attempt, CardProvider]:
    attempt = (
        Attempt.objects.select_related("payment", "provider_account", "stored_card")
        .filter(pk=attempt_id)
        .first()
    )
    if attempt is None:
        raise NotFound
    if attempt.provider_account is None:
        raise NoProvider
    return attempt, open_provider(attempt.provider_account)
