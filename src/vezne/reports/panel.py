"""What the panel shows an account: what is due, what it has, what it paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncMonth

from vezne.core.calendar import ISTANBUL
from vezne.core.compiled import compiled
from vezne.core.money import Money
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.payments.models import Allocation
from vezne.reports.service_state import shown_state, state_words
from vezne.subscriptions.models import Period
from vezne.subscriptions.queries import ServiceRow, periods_of, services_for
from vezne.subscriptions.states import OPEN_STATES, State


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One line of Hizmetlerim: the service, its open invoice, and how red it is."""

    service: ServiceRow
    invoice: Invoice | None  # the one that Öde leads to
    deadline: datetime | None  # payment days included; None: nothing is owed
    is_red: bool  # the deadline has passed

    @property
    def state_label(self) -> str:
        """The state in words."""
        return state_words(self.service.state, self.invoice)

    @property
    def has_begun(self) -> bool:
        """Whether its time runs: what waits for a payment or for approval has no dates yet."""
        return self.service.state != State.PENDING

    @property
    def shown_state(self) -> str:
        """The state that lists filter by."""
        return shown_state(self.service.state, self.invoice)

    @property
    def owed(self) -> Money | None:
        """What Öde asks for."""
        if self.invoice is None:
            return None
        return Money(self.invoice.total_minor - self.invoice.paid_minor, self.invoice.currency)


@dataclass(frozen=True, slots=True)
class Overview:
    """The first page."""

    due: tuple[Money, ...]  # owed now, by currency
    due_count: int
    upcoming: tuple[Money, ...]  # opened, owed within 30 days
    upcoming_count: int
    open_services: int
    shut_services: int
    months: tuple[tuple[datetime, int], ...]  # first of month, kuruş paid, twelve months, TRY


def service_lines(
    buyer_id: int, *, now: datetime, seller_id: int | None = None
) -> list[ServiceLine]:
    """All services over all platforms with their open invoices; two queries."""
    services = services_for(buyer_id, now=now, seller_id=seller_id)
    invoices = invoices_owed(services)
    return [_service_line(service, invoices, now) for service in services]


def service_line(service: ServiceRow, *, now: datetime) -> ServiceLine:
    """One service with its open invoice; one query."""
    return _service_line(service, invoices_owed([service]), now)


def invoices_owed(services: Sequence[ServiceRow]) -> dict[int, Invoice]:
    """The unpaid invoices of services with what lines show of them, by inner id; one query."""
    ids = [service.invoice_id for service in services if service.invoice_id]
    return {row.pk: row for row in _shown_by_id(ids)} if ids else {}


@compiled
def _shown_by_id(ids: list[int]) -> QuerySet[Invoice]:
    return _shown_invoices().filter(pk__one_of=ids)


@compiled
def _shown_open(buyer_id: int) -> QuerySet[Invoice]:
    return _shown_invoices().filter(buyer_id=buyer_id, status=InvoiceStatus.OPEN)


def _shown_invoices() -> QuerySet[Invoice]:
    """Invoices with what lines show of them; addresses and the like stay in the database."""
    return Invoice.objects.only(
        "public_id", "reference", "status", "currency", "total_minor", "paid_minor", "due_at",
        "shuts_off_at",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A billed stretch of a service with its invoice; None: it was free."""

    period: Period
    invoice: Invoice | None

    @property
    def state(self) -> str:
        """void, paid or open, as badges know them."""
        if self.period.voided_at is not None:
            return InvoiceStatus.VOID.value
        return (InvoiceStatus.PAID if self.period.paid_at else InvoiceStatus.OPEN).value


def period_lines(subscription_id: int) -> list[PeriodLine]:
    """All periods of a service, newest first, with their invoices; two queries."""
    periods = periods_of(subscription_id)
    invoices = Invoice.objects.in_bulk([row.invoice_id for row in periods if row.invoice_id])
    return [
        PeriodLine(row, invoices.get(row.invoice_id) if row.invoice_id else None) for row in periods
    ]


def _service_line(service: ServiceRow, invoices: dict[int, Invoice], now: datetime) -> ServiceLine:
    invoice = invoices.get(service.invoice_id) if service.invoice_id else None
    if invoice is not None and invoice.status != InvoiceStatus.OPEN:
        invoice = None
    deadline = None
    if invoice is not None:
        deadline = invoice.shuts_off_at or invoice.due_at
    is_red = deadline is not None and deadline <= now and service.state != State.PENDING
    return ServiceLine(service=service, invoice=invoice, deadline=deadline, is_red=is_red)


def overview_for(buyer_id: int, *, now: datetime, lines: list[ServiceLine]) -> Overview:
    """The figures of the first page, from its service lines and two queries."""
    open_rows = _shown_open(buyer_id)
    due = [row for row in open_rows if row.due_at <= now]
    horizon = now + timedelta(days=30)
    upcoming = [row for row in open_rows if now < row.due_at <= horizon]
    return Overview(
        due=sums_of(due),
        due_count=len(due),
        upcoming=sums_of(upcoming),
        upcoming_count=len(upcoming),
        open_services=sum(line.service.state in OPEN_STATES for line in lines),
        shut_services=sum(
            line.service.state in (State.SUSPENDED, State.STAFF_SUSPENDED) for line in lines
        ),
        months=_paid_by_month(buyer_id, now),
    )


def sums_of(rows: list[Invoice]) -> tuple[Money, ...]:
    """What is still open of the invoices, by currency, TRY first."""
    sums: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        sums[row.currency] += row.total_minor - row.paid_minor
    return in_order(sums)


def in_order(by_currency: Mapping[str, int]) -> tuple[Money, ...]:
    """Sums in minor units by currency as pages list them: TRY first, then by the alphabet."""
    ordered = sorted(by_currency.items(), key=lambda item: (item[0] != "TRY", item[0]))
    return tuple(Money(minor, currency) for currency, minor in ordered)


def _paid_by_month(buyer_id: int, now: datetime) -> tuple[tuple[datetime, int], ...]:
    local = now.astimezone(ISTANBUL).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    firsts = [_months_before(local, back) for back in range(11, -1, -1)]
    rows = _paid_since(buyer_id, firsts[0])
    paid = {row["month"].date(): int(row["total"]) for row in rows}
    return tuple((first, paid.get(first.date(), 0)) for first in firsts)


@compiled
def _paid_since(buyer_id: int, since: datetime) -> QuerySet[Allocation, Any]:
    """What was paid in TRY, by `month`: `total`."""
    rows = Allocation.objects.filter(buyer_id=buyer_id, currency="TRY", created_at__gte=since)
    months = rows.annotate(month=TruncMonth("created_at", tzinfo=ISTANBUL)).values("month")
    return months.annotate(total=Sum("amount_minor"))


def _months_before(first: datetime, back: int) -> datetime:
    total = first.year * 12 + first.month - 1 - back
    return first.replace(year=total // 12, month=total % 12 + 1)
