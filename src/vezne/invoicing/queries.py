"""Reads of invoices within the current scope, and of exchange rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Count, F, Min, Q, QuerySet, Sum

from vezne.catalog.taxes import withholding_floor_on
from vezne.catalog.types import Purchase, PurchaseItem
from vezne.core.calendar import istanbul_date
from vezne.core.compiled import compiled
from vezne.invoicing.amounts import Amounts, LineInput, compute
from vezne.invoicing.errors import InvoiceNotFound, RateUnknown
from vezne.invoicing.models import ExchangeRate, Invoice, InvoiceLine, InvoiceStatus
from vezne.invoicing.rates import MICRO, newest_bulletin_day
from vezne.invoicing.references import normal_reference
from vezne.invoicing.types import DueSummary, InvoiceDraft, LineDraft, Rate
from vezne.ledger.models import CurrentAccount


def invoices_for(buyer_id: int) -> QuerySet[Invoice]:
    """All invoices of a buyer over its sellers, the newest first, with seller and lines."""
    rows = Invoice.objects.filter(buyer_id=buyer_id).select_related("seller")
    return rows.prefetch_related("lines").order_by("-opened_at", "-pk")


def invoices_of_seller(seller_id: int) -> QuerySet[Invoice]:
    """All invoices of a seller over its buyers, the newest first, with buyer and lines."""
    rows = Invoice.objects.filter(seller_id=seller_id).select_related("buyer")
    return rows.prefetch_related("lines").order_by("-opened_at", "-pk")


@compiled
def open_invoices_for(buyer_id: int, seller_id: int | None = None) -> QuerySet[Invoice]:
    """What a buyer has to pay, the earliest due first, with seller; of one seller or of all."""
    return _open(buyer_id, seller_id).select_related("seller").order_by("due_at", "pk")


def due_summary_for(buyer_id: int, seller_id: int | None = None) -> list[DueSummary]:
    """What a buyer owes per currency, with the first due and the first shut-off instant."""
    sums = (
        _open(buyer_id, seller_id)
        .values("currency")
        .annotate(
            count=Count("pk"),
            owed_minor=Sum(F("total_minor") - F("paid_minor")),
            first_due_at=Min("due_at"),
            first_shut_off_at=Min("shuts_off_at"),
        )
        .order_by("currency")
    )
    return [
        DueSummary(
            currency=row["currency"],
            count=row["count"],
            open_minor=row["owed_minor"],
            first_due_at=row["first_due_at"],
            first_shut_off_at=row["first_shut_off_at"],
        )
        for row in sums
    ]


def _open(buyer_id: int, seller_id: int | None) -> QuerySet[Invoice]:
    rows = Invoice.objects.filter(buyer_id=buyer_id, status=InvoiceStatus.OPEN)
    return rows if seller_id is None else rows.filter(seller_id=seller_id)


def get_invoice(public_id: str) -> Invoice:
    """One invoice of the current scope, with seller and buyer. Raises: InvoiceNotFound."""
    return _one(_by_public_id(public_id))


@compiled
def _by_public_id(public_id: str) -> QuerySet[Invoice]:
    return Invoice.objects.select_related("seller", "buyer").filter(public_id=public_id)


def get_invoice_by_id(invoice_id: int) -> Invoice:
    """The same by its inner id, for rows of higher packages. Raises: InvoiceNotFound."""
    return _one(_by_id(invoice_id))


@compiled
def _by_id(invoice_id: int) -> QuerySet[Invoice]:
    return Invoice.objects.select_related("seller", "buyer").filter(pk=invoice_id)


def find_invoice_by_reference(reference: str) -> Invoice | None:
    """The invoice whose reference somebody wrote, whatever the case, also without its `ÖT-`."""
    return Invoice.objects.filter(reference=normal_reference(reference)).first()


def _one(rows: list[Invoice]) -> Invoice:
    if not rows:
        raise InvoiceNotFound
    return rows[0]


@compiled
def lines_of(invoice_id: int) -> QuerySet[InvoiceLine]:
    """The lines of an invoice in their order."""
    return InvoiceLine.objects.filter(invoice_id=invoice_id).order_by("position")


@compiled
def first_lines_of(invoice_ids: list[int]) -> QuerySet[InvoiceLine]:
    """The first line of each of these invoices: what lists say that they are for."""
    rows = InvoiceLine.objects.filter(invoice_id__one_of=invoice_ids)
    return rows.order_by("invoice_id", "position").distinct("invoice_id")


def purchase_of(invoice: Invoice) -> Purchase:
    """What a coupon looks at: the nets as agreed at the opening, without a coupon."""
    items = tuple(
        PurchaseItem(
            line.product_id, line.quantity * line.unit_price_minor - line.opening_discount_minor
        )
        for line in lines_of(invoice.pk)
    )
    return Purchase(currency=invoice.currency, items=items)


def period_net_of(invoice_id: int, subscription_id: int) -> int:
    """What an invoice charges for a subscription's time: not what is paid once, nor for others."""
    mine = Q(subscription_id=subscription_id, period_starts_at__isnull=False)
    rows = InvoiceLine.objects.filter(mine | Q(subscription_id=None), invoice_id=invoice_id)
    return sum(rows.values_list("net_minor", flat=True))


def rate_for(currency: str, now: datetime) -> Rate:
    """The buying rate that counts at `now`: of the last bulletin before today, or of today after
    15:30 Istanbul time. Raises: RateUnknown.
    """
    row = (
        ExchangeRate.objects.filter(currency=currency, bulletin_on__lte=newest_bulletin_day(now))
        .order_by("-bulletin_on")
        .first()
    )
    if row is None:
        raise RateUnknown(currency=currency)
    return Rate(row.currency, row.rate_micro, row.bulletin_on, row.bulletin_number)


def has_bulletin(day: date) -> bool:
    """Whether the bulletin of this day has been read."""
    return ExchangeRate.objects.filter(bulletin_on=day).exists()


def withholding_floor_for(currency: str, *, opened_at: datetime, due_at: datetime) -> int:
    """The floor of the year in which it is owed, in the currency's minor units at the opening's
    rate. Raises: RateUnknown.
    """
    floor = withholding_floor_on(istanbul_date(due_at))
    if currency == "TRY":
        return floor
    return floor * MICRO // rate_for(currency, opened_at).rate_micro


def taxed_drafts(drafts: Sequence[InvoiceDraft]) -> list[InvoiceDraft]:
    """The drafts with withholding codes only where the buyer withholds; one read, or none.

    What is left of a sale is taxed as the sale was, whatever the buyer does by now.
    """
    asking = {
        draft.current_account_id
        for draft in drafts
        if not draft.withholds_as_sold and any(line.withheld_code for line in draft.lines)
    }
    if not asking:
        return list(drafts)
    rows = CurrentAccount.objects.filter(pk__in=asking, withholds_kdv=True)
    idle = asking - set(rows.values_list("pk", flat=True))
    return [
        _without_codes(draft)
        if draft.current_account_id in idle and not draft.withholds_as_sold
        else draft
        for draft in drafts
    ]


def _without_codes(draft: InvoiceDraft) -> InvoiceDraft:
    return replace(draft, lines=[replace(line, withheld_code="") for line in draft.lines])


def amounts_of(draft: InvoiceDraft) -> Amounts:
    """What a draft of `taxed_drafts` comes to. Raises: ValueError, RateUnknown."""
    lines = tuple(map(_input, draft.lines))
    if draft.withholds_as_sold or not any(line.withheld_code for line in lines):
        return _computed(lines, 0)
    floor = withholding_floor_for(draft.currency, opened_at=draft.opened_at, due_at=draft.due_at)
    return _computed(lines, floor)


def _input(line: LineDraft) -> LineInput:
    return LineInput(
        line.unit_price_minor,
        line.kdv_rate_bp,
        line.quantity,
        line.discount_minor,
        oiv_rate_bp=line.oiv_rate_bp,
        withheld_code=line.withheld_code,
    )


@lru_cache(maxsize=1_000)
def _computed(lines: tuple[LineInput, ...], withholding_floor_minor: int) -> Amounts:
    """Renewals ask for the same few prices over and over."""
    return compute(lines, withholding_floor_minor=withholding_floor_minor)
