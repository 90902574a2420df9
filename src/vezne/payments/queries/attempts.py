"""Tries: which is open, which is in doubt, which the janitor asks about next."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from vezne.core.compiled import compiled
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as_system
from vezne.ledger.queries import entry_transfers
from vezne.payments.models import (
    Attempt,
    AttemptEvent,
    AttemptMethod,
    AttemptState,
    PaymentStatus,
    Refund,
)

UNDER_WAY = (
    AttemptState.CREATED,
    AttemptState.REQUIRES_ACTION,
    AttemptState.PENDING,
    AttemptState.UNKNOWN,
)
"""States that may still end with money."""


def is_in_doubt(attempt: Attempt) -> bool:
    """Whether charging again could take the money twice.

    A hosted form whose address nobody holds cannot be paid, however its opening ended.
    """
    if attempt.state in (AttemptState.PENDING, AttemptState.UNKNOWN):
        return attempt.method == AttemptMethod.STORED_CARD or bool(attempt.page_url)
    return attempt.state == AttemptState.CREATED and attempt.method == AttemptMethod.STORED_CARD


def get_attempt(attempt_id: int) -> Attempt:
    """One try of the current scope, with its payment and invoice. Raises: NotFound."""
    row = Attempt.objects.select_related("payment__invoice").filter(pk=attempt_id).first()
    if row is None:
        raise NotFound
    return row


def debt_key(attempt: Attempt) -> str:
    """The ledger's key of what a captured try's surplus paid of an old debt."""
    return f"{attempt.public_id}:debt"


def debt_paid_by(attempt: Attempt) -> int:
    """How much of a try's surplus paid a debt that no invoice asks for, in its currency."""
    account = attempt.payment.current_account_id
    rows = entry_transfers(current_account_id=account, key=debt_key(attempt))
    return sum(row.amount for row in rows)


def find_attempt_by_token(token: str) -> Attempt | None:
    """The try whose hosted form has this token; read as the system, for the return page."""
    if not token:
        return None
    with acting_as_system("payment return"):
        return (
            Attempt.objects.select_related("payment__invoice").filter(provider_token=token).first()
        )


def find_attempt_public(public_id: str) -> Attempt | None:
    """One try by its public id, for the browser's return; in system scope."""
    return Attempt.objects.filter(public_id=public_id).first()


def get_attempt_for(buyer_id: int, public_id: str) -> Attempt:
    """One try of this buyer, with its payment and invoice. Raises: NotFound."""
    row = (
        Attempt.objects.select_related("payment__invoice")
        .filter(buyer_id=buyer_id, public_id=public_id)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def find_open_attempt(*, invoice_id: int, now: datetime) -> Attempt | None:
    """The newest try of the invoice's open intent whose form can still be used, or None."""
    return (
        Attempt.objects.filter(
            payment__invoice_id=invoice_id,
            payment__status=PaymentStatus.OPEN,
            state=AttemptState.REQUIRES_ACTION,
            expires_at__gt=now,
        )
        .exclude(page_url="")
        .order_by("-id")
        .first()
    )


def has_attempt_under_way(invoice_id: int) -> bool:
    """Whether some try for this invoice may still end with money."""
    return Attempt.objects.filter(payment__invoice_id=invoice_id, state__in=UNDER_WAY).exists()


def may_still_be_paid(invoice_id: int) -> bool:
    """Whether money may come from a try: it is under way, or refused on a form that still lives."""
    rows = Attempt.objects.filter(payment__invoice_id=invoice_id)
    return rows.filter(Q(state__in=UNDER_WAY) | Q(next_check_at__isnull=False)).exists()


def is_worth_asking(attempt: Attempt, *, now: datetime, pause: timedelta) -> bool:
    """Whether the end is open and nobody has asked or answered for `pause`."""
    if attempt.state not in UNDER_WAY or attempt.state == AttemptState.CREATED:
        return False
    return not AttemptEvent.objects.filter(attempt=attempt, at__gt=now - pause).exists()


def due_attempts(*, now: datetime, limit: int = 100) -> list[int]:
    """Ids of the tries that the janitor asks about now, the longest waiting first."""
    rows = Attempt.objects.filter(next_check_at__lte=now).order_by("next_check_at", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def due_refunds(*, now: datetime, limit: int = 100) -> list[int]:
    """Ids of the refunds that the janitor sends or asks about now."""
    rows = Refund.objects.filter(next_check_at__lte=now).order_by("next_check_at", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def automatic_failures(invoice_id: int) -> list[Attempt]:
    """The clock's own refused charges for an invoice, oldest first; `retry_plan` reads them.

    What its owner tries with the card by hand takes no try from the clock.
    """
    return list(
        Attempt.objects.filter(
            payment__invoice_id=invoice_id,
            is_automatic=True,
            state=AttemptState.FAILED,
        ).order_by("settled_at", "id")
    )


@compiled
def attempts_in_doubt_of(seller_id: int, *, limit: int = 100) -> QuerySet[Attempt]:
    """The seller's tries without a certain end, the longest waiting first, with their buyers."""
    rows = Attempt.objects.filter(
        seller_id=seller_id, state__in=[AttemptState.UNKNOWN, AttemptState.PENDING]
    )
    return rows.select_related("buyer", "payment").order_by("created_at", "id")[:limit]


def failed_count_of(seller_id: int, *, since: datetime) -> int:
    """How many of the seller's tries were refused since an instant."""
    return sum(_failed_counts(seller_id, since))


@compiled
def _failed_counts(seller_id: int, since: datetime) -> QuerySet[Attempt, int]:
    rows = Attempt.objects.filter(
        seller_id=seller_id, state=AttemptState.FAILED, settled_at__gte=since
    )
    counted = rows.values("state").annotate(count=Count("pk"))
    return counted.values_list("count", flat=True)
