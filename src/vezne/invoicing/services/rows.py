"""Locked rows, and the insert of many invoices whose keys open once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from vezne.core.bulk import insert_columns
from vezne.core.ids import new_public_ids
from vezne.core.locks import lock_row
from vezne.invoicing.amounts import Amounts
from vezne.invoicing.errors import InvoiceNotFound, InvoiceNotOpen
from vezne.invoicing.models import Invoice, InvoiceLine, InvoiceStatus
from vezne.invoicing.types import InvoiceDraft

MOST_DRAWS = 5
Key = tuple[int, str]
"""Current account and opening key."""
OF_DRAFT = (
    "seller_id",
    "buyer_id",
    "current_account_id",
    "kind",
    "currency",
    "opened_at",
    "due_at",
    "shuts_off_at",
    "subscription_id",
    "order_id",
)
"""Columns of an invoice that are the draft's own."""
OF_LINE_DRAFT = (
    "description",
    "product_name",
    "plan_name",
    "quantity",
    "unit_price_minor",
    "kdv_rate_bp",
    "product_id",
    "version_id",
    "period_starts_at",
    "period_ends_at",
    "credit_unit",
    "credit_quantity",
    "credit_validity_days",
)
"""Columns of a line that are the draft's own."""
COMPUTED = ("net_minor", "discount_minor", "kdv_minor")
"""Columns that both take from the sums."""
OTHER_SUMS = ("oiv_minor", "withheld_minor")
OTHER_TERMS = ("oiv_rate_bp", "withheld_code", "exemption_code")
"""Of taxes besides KDV: most sales have none, and the database's defaults say so."""


@dataclass(slots=True)
class Opening:
    """A draft on its way into the table; a model object per row would take longer than that."""

    draft: InvoiceDraft
    sums: Amounts
    id: int | None = None  # None: not written, for its key was there before
    public_id: str = ""
    reference: str = ""

    @property
    def key(self) -> Key:
        """What opens once."""
        return self.draft.current_account_id, self.draft.key


def locked_invoice(invoice_id: int) -> Invoice:
    """The invoice, locked until commit. Raises: InvoiceNotFound."""
    return lock_row(Invoice.objects, InvoiceNotFound, pk=invoice_id)


def locked_open_invoice(invoice_id: int) -> Invoice:
    """The same, and it is open. Raises: InvoiceNotFound, InvoiceNotOpen."""
    row = locked_invoice(invoice_id)
    if row.status != InvoiceStatus.OPEN:
        raise InvoiceNotOpen
    return row


def insert_invoices(openings: Sequence[Opening], draw_reference: Callable[[], str]) -> None:
    """Write the invoices whose keys are new and give them their ids; the others keep `id=None`.

    A reference that is taken is drawn again. Whoever opens the same key at once waits here for the
    other's commit, and then finds its invoice.
    """
    waiting = {opening.key: opening for opening in openings}
    tries = 0
    while waiting:
        tries += 1
        if tries > MOST_DRAWS:
            raise RuntimeError(f"{len(waiting)} invoices find no free reference")
        fresh = new_public_ids("inv", len(waiting))
        for opening, public_id in zip(waiting.values(), fresh, strict=True):
            opening.public_id, opening.reference = public_id, draw_reference()
        for pk, current_account_id, key in _insert(list(waiting.values())):
            waiting.pop((int(current_account_id or 0), key or "")).id = int(pk or 0)
        for known in find_by_keys(list(waiting)):
            del waiting[known]


def _insert(openings: Sequence[Opening]) -> list[tuple[str | None, ...]]:
    drafts = [opening.draft for opening in openings]
    sums = [opening.sums for opening in openings]
    zeros = [0] * len(openings)
    has_other = any(one.oiv_minor or one.withheld_minor for one in sums)
    return insert_columns(
        Invoice,
        {
            "public_id": [opening.public_id for opening in openings],
            "reference": [opening.reference for opening in openings],
            "opening_key": [draft.key for draft in drafts],
            **_taken(drafts, OF_DRAFT),
            **_taken(sums, COMPUTED + OTHER_SUMS if has_other else COMPUTED),
            "total_minor": [one.total_minor for one in sums],
            "status": [
                InvoiceStatus.OPEN if one.total_minor else InvoiceStatus.PAID for one in sums
            ],
            "paid_at": [
                None if one.total_minor else draft.opened_at
                for draft, one in zip(drafts, sums, strict=True)
            ],
            "paid_minor": zeros,
            "repricings": zeros,
            "void_reason": [""] * len(openings),
        },
        returning=("id", "current_account_id", "opening_key"),
    )


def insert_lines(openings: Sequence[Opening]) -> None:
    """Write the lines of new invoices, numbered from 1."""
    lines = [
        (opening, position, line, money)
        for opening in openings
        for position, (line, money) in enumerate(
            zip(opening.draft.lines, opening.sums.lines, strict=True), 1
        )
    ]
    if not lines:
        return
    owners = [opening for opening, _position, _line, _money in lines]
    drafts = [line for _opening, _position, line, _money in lines]
    sums = [money for _opening, _position, _line, money in lines]
    has_other = any(line.has_other_taxes for line in drafts)
    is_shared = any(line.subscription_id is not None for line in drafts)
    insert_columns(
        InvoiceLine,
        {
            "invoice_id": [owner.id for owner in owners],
            "seller_id": [owner.draft.seller_id for owner in owners],
            "buyer_id": [owner.draft.buyer_id for owner in owners],
            "position": [position for _opening, position, _line, _money in lines],
            **_taken(drafts, OF_LINE_DRAFT + OTHER_TERMS if has_other else OF_LINE_DRAFT),
            **(_taken(drafts, ("subscription_id",)) if is_shared else {}),
            **_taken(sums, COMPUTED + OTHER_SUMS if has_other else COMPUTED),
            "opening_discount_minor": [line.discount_minor for line in drafts],
        },
    )


def _taken(rows: Sequence[Any], names: Sequence[str]) -> dict[str, list[Any]]:
    return {name: [getattr(row, name) for row in rows] for name in names}


def find_by_keys(keys: Sequence[Key]) -> dict[Key, Invoice]:
    """The invoices that were opened with these keys."""
    if not keys:
        return {}
    found = Invoice.objects.filter(
        current_account_id__in={account for account, _key in keys},
        opening_key__in={key for _account, key in keys},
    )
    wanted = set(keys)
    pairs = {(row.current_account_id, row.opening_key): row for row in found}
    return {key: row for key, row in pairs.items() if key in wanted}
