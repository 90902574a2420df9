"""Out of which of the buyer's wallets a refund comes, and what of it was exchanged.

A charge in TRY for an invoice in another currency leaves its money in two places: what the invoice
took is the invoice's currency (in that wallet once the invoice is withdrawn), what it did not need
lies in the wallet of the charge's currency. A refund takes the surplus first, then the rest at the
charge's own rate; all parts of a charge together give back exactly what it brought.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vezne.core.money import share
from vezne.ledger.models import Hold
from vezne.ledger.queries import wallet_available
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.payments.models import Attempt, Payment, Refund
from vezne.payments.queries.payments import REFUND_COUNTS


@dataclass(frozen=True, slots=True)
class _Taken:
    """What earlier refunds of a try have taken or asked for."""

    surplus_minor: int  # from the wallet of the charge's currency
    exchanged_minor: int  # from the wallet of the invoice's currency
    exchanged_charge_minor: int  # the same in the charge's currency


def refund_postings(
    *, payment: Payment, attempt: Attempt, amount_minor: int, now: datetime
) -> tuple[Posting, ...]:
    """What a refund of `amount_minor` (charge's currency) takes from the wallets: one or two.

    The attempt's row is locked. Money that is in neither wallet is asked from the surplus, where
    the ledger refuses it.
    """
    if attempt.currency == payment.currency:
        return (_posting(payment, LedgerKind.CASH, amount_minor, attempt.currency),)
    taken = _taken(payment, attempt)
    whole = attempt.amount_minor - attempt.surplus_minor
    left = whole - taken.exchanged_charge_minor
    in_wallet = wallet_available(
        current_account_id=payment.current_account_id, unit=attempt.currency, now=now
    )
    surplus_left = attempt.surplus_minor - taken.surplus_minor
    surplus = max(amount_minor - left, min(amount_minor, surplus_left, in_wallet))
    until_now = taken.exchanged_charge_minor + amount_minor - surplus
    # From the sum, so that many parts round to the same as one.
    exchanged = share(attempt.covers_minor, until_now, attempt.amount_minor) - taken.exchanged_minor
    found = []
    if exchanged > 0:
        found.append(_posting(payment, LedgerKind.FX, exchanged, payment.currency))
    if surplus > 0:
        found.append(_posting(payment, LedgerKind.CASH, surplus, attempt.currency))
    return tuple(found)


def hold_ids(refund: Refund) -> tuple[str, ...]:
    """The holds that reserve a refund's money."""
    return tuple(one for one in (refund.hold_public_id, refund.second_hold_public_id) if one)


def exchanged_part(refund: Refund) -> int:
    """How much of a refund, in the charge's currency, comes out of the `fx` account."""
    rows = Hold.objects.filter(public_id__in=hold_ids(refund), unit=refund.currency)
    return refund.amount_minor - sum(rows.values_list("amount", flat=True))


def _taken(payment: Payment, attempt: Attempt) -> _Taken:
    refunds = list(Refund.objects.filter(attempt_id=attempt.pk, state__in=REFUND_COUNTS))
    ids = [one for refund in refunds for one in hold_ids(refund)]
    held = Hold.objects.filter(public_id__in=ids).values_list("unit", "amount")
    surplus = sum(amount for unit, amount in held if unit == attempt.currency)
    return _Taken(
        surplus_minor=surplus,
        exchanged_minor=sum(amount for unit, amount in held if unit == payment.currency),
        exchanged_charge_minor=sum(refund.amount_minor for refund in refunds) - surplus,
    )


def _posting(payment: Payment, kind: LedgerKind, amount: int, unit: str) -> Posting:
    return Posting(
        debit_kind=LedgerKind.WALLET,
        credit_kind=kind,
        amount=amount,
        unit=unit,
        reason=Reason.REFUND,
        subject=payment.public_id,
    )
