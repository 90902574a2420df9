"""Opening invoices: one, or many at once for the renewal run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from vezne.invoicing.amounts import Amounts
from vezne.invoicing.errors import NothingToOpen, OpeningKeyConflict
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import amounts_of, taxed_drafts
from vezne.invoicing.references import new_reference
from vezne.invoicing.services.books import book, opening_entry
from vezne.invoicing.services.rows import Opening, find_by_keys, insert_invoices, insert_lines
from vezne.invoicing.types import InvoiceDraft, LineDraft, OpenedInvoice


def invoice_open(
    *,
    seller_id: int,
    buyer_id: int,
    current_account_id: int,
    kind: str,
    currency: str,
    lines: Sequence[LineDraft],
    opened_at: datetime,
    due_at: datetime,
    shuts_off_at: datetime | None,
    key: str,
    subscription_id: int | None = None,
    order_id: int | None = None,
    withholds_as_sold: bool = False,
) -> Invoice:
    """Open an invoice and book what it asks for: receivable against revenue and tax.

    Idempotent by `key` within the current account: a second call gives the same invoice. One that
    comes to zero is paid at once. `withholds_as_sold` is for what is left of an invoice of which
    KDV was withheld: it is again, though the buyer withholds no more or it is below the floor.
    Raises: NothingToOpen, OpeningKeyConflict, and what the ledger refuses (CreditLimitExceeded …).
    """
    draft = InvoiceDraft(
        seller_id=seller_id,
        buyer_id=buyer_id,
        current_account_id=current_account_id,
        kind=kind,
        currency=currency,
        lines=lines,
        opened_at=opened_at,
        due_at=due_at,
        shuts_off_at=shuts_off_at,
        key=key,
        subscription_id=subscription_id,
        order_id=order_id,
        withholds_as_sold=withholds_as_sold,
    )
    [opened] = invoices_open_many([draft], now=opened_at)
    return Invoice.objects.get(pk=opened.id)


@transaction.atomic
def invoices_open_many(
    drafts: Sequence[InvoiceDraft],
    *,
    now: datetime,
    draw_reference: Callable[[], str] = new_reference,
) -> list[OpenedInvoice]:
    """Open many invoices in a handful of statements; all of them or none, in the order given.

    `now` is when they are booked. Raises: as `invoice_open`, for the first that is refused.
    """
    openings = [Opening(draft, _amounts(draft)) for draft in taxed_drafts(drafts)]
    insert_invoices(openings, draw_reference)
    insert_lines([opening for opening in openings if opening.id is not None])
    earlier = find_by_keys([opening.key for opening in openings if opening.id is None])
    new, answers = [], []
    for opening in openings:
        if opening.id is None:
            answers.append(_found(opening, earlier[opening.key]))
        else:
            new.append(_opened(opening))
            answers.append(new[-1])
    book([opening_entry(invoice) for invoice in new], now=now)
    return answers


def _amounts(draft: InvoiceDraft) -> Amounts:
    try:
        return amounts_of(draft)
    except ValueError as error:
        raise NothingToOpen from error


def _opened(opening: Opening) -> OpenedInvoice:
    draft, sums = opening.draft, opening.sums
    return OpenedInvoice(
        id=opening.id or 0,
        public_id=opening.public_id,
        reference=opening.reference,
        seller_id=draft.seller_id,
        buyer_id=draft.buyer_id,
        current_account_id=draft.current_account_id,
        kind=draft.kind,
        currency=draft.currency,
        net_minor=sums.net_minor,
        kdv_minor=sums.kdv_minor,
        due_at=draft.due_at,
        opening_key=draft.key,
        oiv_minor=sums.oiv_minor,
        withheld_minor=sums.withheld_minor,
    )


def _found(opening: Opening, earlier: Invoice) -> OpenedInvoice:
    """The invoice that was opened before, if it is for the same; a coupon may have come since."""
    draft, sums = opening.draft, opening.sums
    wanted = (draft.buyer_id, draft.kind, draft.currency, draft.due_at)
    is_same = wanted == (earlier.buyer_id, earlier.kind, earlier.currency, earlier.due_at)
    undiscounted = sums.net_minor + sums.discount_minor
    if not is_same or undiscounted != earlier.net_minor + earlier.discount_minor:
        raise OpeningKeyConflict
    return OpenedInvoice(*(getattr(earlier, name) for name in OpenedInvoice._fields))
