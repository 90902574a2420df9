"""What became of a transfer that somebody promised for an invoice: what came, what it paid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vezne.banking.models import Movement, Promise
from vezne.banking.types import MovementState
from vezne.core.money import Money
from vezne.invoicing.models import Invoice
from vezne.ledger.queries import wallet_available
from vezne.payments.models import Attempt, AttemptMethod, AttemptState

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Arrived:
    """Money that came by transfer since the payer was told where to send it."""

    came: tuple[tuple[datetime, Money], ...]  # each movement, the oldest first
    used: Money | None  # of it, for this invoice, in the currency that was sent; None: nothing
    rest: Money | None  # of it, still in the wallet; None: nothing


def arrived_for(invoice: Invoice, *, now: datetime) -> Arrived:
    """What came for an invoice since its transfer was first chosen; in the buyer's scope or wider.

    `rest` is bounded by what the wallet can give: other invoices may have taken of it since.
    """
    promise = Promise.objects.filter(invoice=invoice).order_by("made_at", "pk").first()
    if promise is None:
        return Arrived((), None, None)
    rows = Movement.objects.filter(
        current_account_id=invoice.current_account_id,
        state=MovementState.CREDITED,
        currency=promise.currency,
        settled_at__gte=promise.made_at,
    )
    came = tuple(
        (row.settled_at, Money(row.amount_minor, row.currency))
        for row in rows.order_by("pk")[:MOST_SHOWN]
        if row.settled_at is not None
    )
    attempts = Attempt.objects.filter(
        payment__invoice=invoice,
        method=AttemptMethod.BANK_TRANSFER,
        state=AttemptState.CAPTURED,
    )
    used = sum(one.charged_minor or one.amount_minor for one in attempts)
    surplus = sum(amount.minor for _at, amount in came) - used
    has = wallet_available(
        current_account_id=invoice.current_account_id, unit=promise.currency, now=now
    )
    rest = min(surplus, has)
    return Arrived(
        came=came,
        used=Money(used, promise.currency) if used else None,
        rest=Money(rest, promise.currency) if rest > 0 else None,
    )
