"""The charge for paying late: found once a month, waived or charged after some days.

A month is computed when it is over, seller by seller, in one transaction with its mark, so a stop
of weeks is caught up and nothing is computed twice. A late charge is never charged on another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from vezne.core import outbox
from vezne.core.audit import Actor, record
from vezne.core.calendar import istanbul_date, start_of_day
from vezne.core.locks import lock_row
from vezne.invoicing.models import Invoice, InvoiceKind, InvoiceStatus
from vezne.invoicing.services import invoice_open
from vezne.invoicing.types import LineDraft
from vezne.payments.models import Allocation
from vezne.receivables.errors import LateChargeDecided
from vezne.receivables.late import Debt, late_amount, late_month, month_end
from vezne.receivables.models import BuyerTerms, LateCharge, SellerTerms
from vezne.receivables.queries.terms import rules_of
from vezne.receivables.types import LateState

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class LateGroup:
    """The charges of one current account, month and currency: one invoice, a line for each."""

    current_account_id: int
    month: date
    currency: str


def late_months_due(*, now: datetime) -> list[int]:
    """Ids of the sellers that have a month to compute; in system scope."""
    this_month = istanbul_date(now).replace(day=1)
    rows = SellerTerms.objects.filter(late_rate_bp__gt=0, late_next_month__lt=this_month)
    return list(rows.order_by("seller_id").values_list("seller_id", flat=True))


@transaction.atomic
def late_charges_find(*, seller_id: int, now: datetime) -> int:
    """Compute the seller's next month that is over; how many charges it has. Twice does nothing
    twice: the month's mark moves on in the same transaction.
    """
    terms = SellerTerms.objects.select_for_update().get(seller_id=seller_id)
    month, since = terms.late_next_month, terms.late_since
    if month is None or since is None or month >= istanbul_date(now).replace(day=1):
        return 0
    found = 0
    rows = _late_in(seller_id, month).order_by("pk")
    batch: list[Invoice] = []
    for invoice in rows.iterator(chunk_size=BATCH):
        batch.append(invoice)
        if len(batch) == BATCH:
            found += _write(batch, terms, month, since, now)
            batch = []
    found += _write(batch, terms, month, since, now)
    terms.late_next_month = month_end(month)
    terms.save(update_fields=["late_next_month"])
    return found


def _late_in(seller_id: int, month: date) -> QuerySet[Invoice]:
    """Invoices that may have been owed past their due day in this month."""
    starts_at, ends_at = start_of_day(month), start_of_day(month_end(month))
    exempt = BuyerTerms.objects.filter(seller_id=seller_id, is_late_exempt=True)
    rows = Invoice.objects.filter(
        Q(status=InvoiceStatus.OPEN) | Q(status=InvoiceStatus.PAID, paid_at__gte=starts_at),
        seller_id=seller_id,
        due_at__lt=ends_at,
    )
    rows = rows.exclude(kind=InvoiceKind.LATE)
    return rows.exclude(current_account_id__in=exempt.values("current_account_id"))


def _write(
    invoices: Sequence[Invoice], terms: SellerTerms, month: date, since: date, now: datetime
) -> int:
    paid: dict[int, list[tuple[date, int]]] = defaultdict(list)
    for row in Allocation.objects.filter(invoice_id__in=[one.pk for one in invoices]):
        paid[row.invoice_id].append((istanbul_date(row.created_at), row.amount_minor))
    charges = []
    for invoice in invoices:
        debt = Debt(invoice.total_minor, istanbul_date(invoice.due_at), paid[invoice.pk])
        late = late_month(debt, month=month, grace_days=terms.late_grace_days, since=since)
        amount = late_amount(late.owed_days_minor, terms.late_rate_bp)
        if amount:
            charges.append(
                LateCharge(
                    seller_id=invoice.seller_id,
                    buyer_id=invoice.buyer_id,
                    current_account_id=invoice.current_account_id,
                    invoice=invoice,
                    month=month,
                    state=LateState.WAITING,
                    currency=invoice.currency,
                    days=late.days,
                    owed_days_minor=late.owed_days_minor,
                    rate_bp=terms.late_rate_bp,
                    amount_minor=amount,
                    kdv_rate_bp=terms.late_kdv_bp,
                    found_at=now,
                    charge_at=now + timedelta(days=terms.late_review_days),
                )
            )
    LateCharge.objects.bulk_create(charges, ignore_conflicts=True)
    return len(charges)


@transaction.atomic
def late_charge_waive(*, charge_id: int, reason: str, actor: Actor, now: datetime) -> LateCharge:
    """Let a charge go before it is asked for. Raises: NotFound, LateChargeDecided."""
    charge = lock_row(LateCharge.objects, pk=charge_id)
    if charge.state != LateState.WAITING:
        raise LateChargeDecided
    charge.state, charge.waived_at = LateState.WAIVED, now
    charge.waived_by_label, charge.waive_reason = actor.label[:200], reason[:200]
    charge.save()
    record(
        actor=actor,
        action="late_charge.waived",
        subject=charge.public_id,
        now=now,
        account_id=charge.seller_id,
        amount_minor=charge.amount_minor,
        currency=charge.currency,
        reason=charge.waive_reason,
    )
    return charge


def late_groups_due(*, now: datetime, limit: int = 500) -> list[LateGroup]:
    """What is to be charged now; in system scope."""
    rows = LateCharge.objects.filter(state=LateState.WAITING, charge_at__lte=now)
    groups = rows.order_by("current_account_id", "month", "currency")
    found = groups.values_list("current_account_id", "month", "currency").distinct()[:limit]
    return [LateGroup(*one) for one in found]


@transaction.atomic
def late_charges_book(*, group: LateGroup, now: datetime) -> Invoice | None:
    """Ask for the charges of a group in one open invoice, a line with KDV for each; None when
    somebody was quicker.

    Raises: what the books refuse (CreditLimitExceeded, MonthClosed).
    """
    rows = LateCharge.objects.select_for_update(of=("self",)).filter(
        current_account_id=group.current_account_id,
        month=group.month,
        currency=group.currency,
        state=LateState.WAITING,
        charge_at__lte=now,
    )
    charges = list(rows.select_related("invoice", "current_account").order_by("pk"))
    if not charges:
        return None
    first = charges[0]
    days = rules_of(first.current_account).payment_days
    invoice = invoice_open(
        seller_id=first.seller_id,
        buyer_id=first.buyer_id,
        current_account_id=first.current_account_id,
        kind=InvoiceKind.LATE,
        currency=first.currency,
        lines=[_line(charge) for charge in charges],
        opened_at=now,
        due_at=now + timedelta(days=days),
        shuts_off_at=None,
        key=f"late:{first.public_id}",
    )
    LateCharge.objects.filter(pk__in=[one.pk for one in charges]).update(
        state=LateState.CHARGED, charged_at=now, charge=invoice
    )
    outbox.emit(
        kind="late.charged",
        account_id=invoice.seller_id,
        subject=invoice.public_id,
        now=now,
        buyer_id=invoice.buyer_id,
        total_minor=invoice.total_minor,
        currency=invoice.currency,
    )
    return invoice


def _line(charge: LateCharge) -> LineDraft:
    words = str(InvoiceKind.LATE.label)
    what = f"{charge.invoice.reference} · {charge.month:%m.%Y} · {charge.days} gün"
    return LineDraft(
        description=f"{words}: {what}",
        unit_price_minor=charge.amount_minor,
        kdv_rate_bp=charge.kdv_rate_bp,
        product_name=words,
        plan_name=what,
    )


def late_group_postpone(*, group: LateGroup, now: datetime) -> None:
    """The books refuse it for now: tried again tomorrow, so that the clock does not spin on it."""
    rows = LateCharge.objects.filter(
        current_account_id=group.current_account_id,
        month=group.month,
        currency=group.currency,
        state=LateState.WAITING,
    )
    rows.update(charge_at=now + timedelta(days=1))
