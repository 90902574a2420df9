"""What people hear of bank movements: the buyer of its money, the seller's people of a task."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vezne.banking.models import Movement, TransferNotice
from vezne.banking.types import TaskKind
from vezne.core.money import Money
from vezne.core.wording import money_words
from vezne.flows.notices import tell

DESK_QUEUE = "/yonetim/banka/"
"""Where the seller's people look at movements and tasks."""
BUYERS_PAGE = "/odemeler/"


def tell_credited(
    *,
    movement: Movement,
    buyer_id: int,
    amount_minor: int,
    paid: Sequence[str],
    now: datetime,
) -> None:
    """Tell the buyer that its transfer has come; what it paid is told with each invoice."""
    tell(
        kind_key="transfer.used" if paid else "transfer.loaded",
        seller_id=movement.seller_id,
        buyer_id=buyer_id,
        words={
            "amount": money_words(Money(amount_minor, movement.currency)),
            "reference": ", ".join(paid),
        },
        path=BUYERS_PAGE,
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
