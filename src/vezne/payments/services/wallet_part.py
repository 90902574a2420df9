"""The part of an invoice that the wallet adds to a card's part in one checkout.

Reserved by a hold of the ledger before the card is asked for, taken only when the card's part is
captured, given back when the try ends without money. A form that refused one card may still take
another later: then the wallet gives what it still has, and the rest stays owed.
"""

from __future__ import annotations

from datetime import datetime

from vezne.core.money import Money
from vezne.ledger.errors import HoldGone
from vezne.ledger.queries import wallet_available
from vezne.ledger.services import hold_place, hold_post, hold_void, post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.payments.errors import WalletPartNotAllowed
from vezne.payments.models import Attempt, Payment


def card_part(*, payment: Payment, owed: Money, wallet_minor: int) -> Money:
    """What is left for the card. Raises: WalletPartNotAllowed.

    A load takes nothing from the wallet, and an invoice that the wallet pays whole needs no card.
    """
    if wallet_minor == 0:
        return owed
    if payment.invoice_id is None or not 0 < wallet_minor < owed.minor:
        raise WalletPartNotAllowed
    return Money(owed.minor - wallet_minor, owed.currency)


def wallet_part_hold(*, payment: Payment, minor: int, attempt_public_id: str, now: datetime) -> str:
    """Reserve the wallet's part; the hold's public id, empty where there is none.

    What an earlier try of this payment reserved is given back first: the payer began anew.
    Raises: InsufficientFunds.
    """
    for earlier in Attempt.objects.filter(payment=payment).exclude(wallet_hold_id=""):
        wallet_part_release(attempt=earlier, now=now)
    if not minor:
        return ""
    ticket = hold_place(
        current_account_id=payment.current_account_id,
        posting=_posting(payment, minor),
        key=f"{attempt_public_id}:wallet-part",
        now=now,
    )
    return ticket.public_id


def wallet_part_release(*, attempt: Attempt, now: datetime) -> None:
    """Give back what a try reserved in the wallet; once more changes nothing."""
    if attempt.wallet_hold_id:
        try:
            hold_void(hold_id=attempt.wallet_hold_id, now=now)
        except HoldGone:  # taken with its card's part
            return


def wallet_parts_release(*, invoice_id: int, now: datetime) -> None:
    """Give back what unfinished tries of an invoice reserved; the payer pays it otherwise now."""
    for earlier in Attempt.objects.filter(payment__invoice_id=invoice_id).exclude(
        wallet_hold_id=""
    ):
        wallet_part_release(attempt=earlier, now=now)


def wallet_part_take(*, payment: Payment, attempt: Attempt, most_minor: int, now: datetime) -> int:
    """Take the wallet's part of a captured try, `most_minor` at most; returns what was taken.

    From the hold, or where that was given back from what the wallet has now.
    """
    wanted = min(attempt.wallet_minor, most_minor)
    if not attempt.wallet_hold_id:
        return 0
    if wanted <= 0:
        wallet_part_release(attempt=attempt, now=now)
        return 0
    try:
        hold_post(hold_id=attempt.wallet_hold_id, amount=wanted, now=now)
    except HoldGone:
        return _take_what_is_there(payment, attempt, wanted, now)
    return wanted


def _take_what_is_there(payment: Payment, attempt: Attempt, wanted: int, now: datetime) -> int:
    has = wallet_available(
        current_account_id=payment.current_account_id, unit=payment.currency, now=now
    )
    taken = min(wanted, max(has, 0))
    if taken:
        post(
            current_account_id=payment.current_account_id,
            key=f"{attempt.public_id}:wallet-part-late",
            postings=(_posting(payment, taken),),
            now=now,
        )
    return taken


def _posting(payment: Payment, minor: int) -> Posting:
    return Posting(
        debit_kind=LedgerKind.WALLET,
        credit_kind=LedgerKind.RECEIVABLE,
        amount=minor,
        unit=payment.currency,
        reason=Reason.WALLET_PAYMENT,
        subject=payment.public_id,
    )
