"""What people hear of bank movements: the buyer of its money, the seller's people of a task."""

from __future__ import annotations

from datetime import datetime

from vezne.banking.models import Movement, TransferNotice
from vezne.banking.services.taking_back import Taken
from vezne.banking.types import TaskKind
from vezne.core.money import Money
from vezne.core.wording import money_words
from vezne.flows.bank_paying import Spent
from vezne.flows.notices import tell

DESK_QUEUE = "/yonetim/banka/"
"""Where the seller's people look at movements and tasks."""
BUYERS_PAGE = "/odemeler/"
BUYERS_WALLET = "/cari-hesap/"


def tell_credited(
    *,
    movement: Movement,
    buyer_id: int,
    amount_minor: int,
    spent: Spent,
    now: datetime,
) -> None:
    """Tell the buyer that its transfer has come, what it paid, and what is left or still owed."""
    rest = Money(spent.rest_minor, movement.currency)
    kind_key = "transfer.loaded"
    if spent.begun:
        kind_key = "transfer.part"
    elif spent.paid:
        kind_key = "transfer.over" if rest.minor > 0 else "transfer.used"
    tell(
        kind_key=kind_key,
        seller_id=movement.seller_id,
        buyer_id=buyer_id,
        words={
            "amount": money_words(Money(amount_minor, movement.currency)),
            "reference": ", ".join(spent.paid),
            "begun": spent.begun,
            "owed": money_words(spent.owed) if spent.owed else "",
            "rest": money_words(rest),
        },
        path=BUYERS_PAGE if spent.paid or spent.begun else BUYERS_WALLET,
        subject=movement.public_id,
        now=now,
    )


def tell_reversed(*, original: Movement, buyer_id: int, now: datetime) -> None:
    """Tell the buyer that its bank has taken the money back."""
    tell(
        kind_key="transfer.reversed",
        seller_id=original.seller_id,
        buyer_id=buyer_id,
        words={
            "amount": money_words(Money(abs(original.amount_minor), original.currency)),
            "due": f"{original.booked_on:%d.%m.%Y}",
        },
        path=BUYERS_PAGE,
        subject=original.public_id,
        now=now,
    )


def tell_moved(*, movement: Movement, taken: Taken, now: datetime) -> None:
    """Tell a buyer that a transfer written to its account was somebody else's."""
    tell(
        kind_key="transfer.moved_debt" if taken.debt_minor else "transfer.moved",
        seller_id=movement.seller_id,
        buyer_id=taken.buyer_id,
        words={
            "amount": money_words(Money(taken.amount_minor, movement.currency)),
            "due": f"{movement.booked_on:%d.%m.%Y}",
            "owed": money_words(Money(taken.debt_minor, movement.currency)),
        },
        path=BUYERS_WALLET,
        subject=movement.public_id,
        now=now,
    )


def tell_staff(*, movement: Movement, kind: TaskKind, now: datetime) -> None:
    """Tell the seller's own people that something waits for them."""
    tell(
        kind_key="bank.task",
        seller_id=movement.seller_id,
        buyer_id=movement.seller_id,
        words={
            "reason": str(kind.label),
            "amount": money_words(Money(movement.amount_minor, movement.currency)),
        },
        path=DESK_QUEUE,
        subject=movement.public_id,
        now=now,
    )


def tell_notice(*, notice: TransferNotice, now: datetime) -> None:
    """Tell the seller's people that a buyer has told of a transfer."""
    tell(
        kind_key="bank.notice",
        seller_id=notice.seller_id,
        buyer_id=notice.seller_id,
        words={
            "amount": money_words(Money(notice.amount_minor, notice.currency)),
            "buyer": notice.buyer.name,
        },
        path=DESK_QUEUE,
        subject=notice.public_id,
        now=now,
    )


def tell_notice_refused(*, notice: TransferNotice, now: datetime) -> None:
    """Tell the buyer that no such transfer was found."""
    tell(
        kind_key="transfer.not_found",
        seller_id=notice.seller_id,
        buyer_id=notice.buyer_id,
        words={
            "amount": money_words(Money(notice.amount_minor, notice.currency)),
            "reason": notice.answer,
        },
        path=BUYERS_PAGE,
        subject=notice.public_id,
        now=now,
    )
