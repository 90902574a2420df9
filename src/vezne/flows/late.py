"""Late charges by the clock: a month that is over is computed, reviewed charges are asked for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core.errors import DomainError
from vezne.flows.notices import invoice_words, tell
from vezne.receivables.services import (
    LateGroup,
    late_charges_book,
    late_charges_find,
    late_group_postpone,
    late_groups_due,
    late_months_due,
)


def late_find_due(*, now: datetime) -> int:
    """Compute one month of every seller that has one to compute; how many sellers that were."""
    sellers = late_months_due(now=now)
    for seller_id in sellers:
        late_charges_find(seller_id=seller_id, now=now)
    return len(sellers)


def late_book_due(*, now: datetime) -> int:
    """Ask for the charges whose days of review are over, each current account for itself.

    What the books refuse (a credit limit, a closed month) is tried again tomorrow. Returns how
    many groups were reached.
    """
    groups = late_groups_due(now=now)
    for group in groups:
        try:
            _book(group, now)
        except DomainError:
            late_group_postpone(group=group, now=now)
    return len(groups)


@transaction.atomic
def _book(group: LateGroup, now: datetime) -> None:
    invoice = late_charges_book(group=group, now=now)
    if invoice is None:
        return
    tell(
        kind_key="late_charge.charged",
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        words={**invoice_words(invoice), "month": f"{group.month:%m.%Y}"},
        path=f"/odeme/{invoice.public_id}/",
        subject=invoice.public_id,
        now=now,
    )
