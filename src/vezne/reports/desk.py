"""What the desk shows a seller: lists with what they are about, and the figures of its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Count,
    F,
    IntegerField,
    QuerySet,
    Sum,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import TruncMonth

from vezne.accounts.models import Account
from vezne.core.calendar import ISTANBUL
from vezne.core.compiled import compiled
from vezne.core.errors import NotFound
from vezne.core.models import AuditEntry
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.ledger.models import CurrentAccount, LedgerAccount
from vezne.ledger.types import LedgerKind
from vezne.notify.models import Delivery
from vezne.payments.models import Allocation, Payment
from vezne.reports.panel import in_order, invoices_owed
from vezne.reports.service_state import state_words
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import ServiceRow, rows_complete, service_row, with_state
from vezne.subscriptions.states import OPEN_STATES


@dataclass(frozen=True, slots=True)
class SubscriptionLine:
    """A line of "Abonelikler": the service with what is owed for it."""

    service: ServiceRow
    invoice: Invoice | None  # the oldest unpaid one; None: nothing is owed
    owed: Money | None  # of that invoice
    deadline: datetime | None  # it shuts the service then; None: nothing is owed, or never
    is_late: bool  # past its due instant

    @property
    def state_label(self) -> str:
        """The state in words."""
        return state_words(self.service.state, self.invoice)


def subscription_lines(rows: Iterable[Subscription], *, now: datetime) -> list[SubscriptionLine]:
    """Rows of `subscriptions.queries.subscriptions_of_seller` as the desk lists them."""
    rows = list(rows)
    rows_complete(rows)
    services = [service_row(row, now) for row in rows]
    invoices = invoices_owed(services)
    return [
        _subscription_line(one, invoices.get(one.invoice_id) if one.invoice_id else None)
        for one in services
    ]


def _subscription_line(service: ServiceRow, invoice: Invoice | None) -> SubscriptionLine:
    if invoice is not None and invoice.status != InvoiceStatus.OPEN:
        invoice = None
    owed = Money(invoice.open_minor, invoice.currency) if invoice else None
    return SubscriptionLine(
        service=service,
        invoice=invoice,
        owed=owed,
        deadline=invoice.shuts_off_at if invoice and owed else None,
        is_late=owed is not None and service.is_overdue,
    )


# -- accounts --------------------------------------------------------------------------------


# Plain SQL, as in `reports.payments`: the ORM's subqueries took longer to build than to run.
_SERVICES = """
(SELECT count(*) FROM subscriptions_subscription s
 WHERE s.seller_id = %s AND s.buyer_id = accounts_account.id AND s.ended_at IS NULL)
"""
_OWED = """
COALESCE((SELECT a.balance FROM ledger_ledgeraccount a
          WHERE a.seller_id = %s AND a.buyer_id = accounts_account.id
              AND a.kind = 'receivable' AND a.unit = 'TRY' LIMIT 1), 0)
"""
_IS_LATE = """
EXISTS (SELECT FROM invoicing_invoice i
        WHERE i.seller_id = %s AND i.buyer_id = accounts_account.id
            AND i.status = 'open' AND i.due_at <= %s)
"""


def buyers_of(seller_id: int, *, now: datetime) -> QuerySet[Account]:
    """The accounts that have a current account with the seller, by name; the house is none.

    Adds: `services_count` (not over), `owed_minor` (open requests in TRY), `is_late`.
    """
    pairs = CurrentAccount.objects.filter(seller_id=seller_id).exclude(buyer_id=seller_id)
    rows = Account.objects.filter(pk__in=pairs.values("buyer_id")).annotate(
        services_count=RawSQL(_SERVICES, [seller_id], output_field=IntegerField()),  # noqa: S611
        owed_minor=RawSQL(_OWED, [seller_id], output_field=BigIntegerField()),  # noqa: S611
        is_late=RawSQL(_IS_LATE, [seller_id, now], output_field=BooleanField()),  # noqa: S611
    )
    return rows.order_by("search_key", "pk")


@compiled
def buyers_by_name(seller_id: int, *, now: datetime, limit: int) -> QuerySet[Account]:
    """The beginning of `buyers_of`."""
    return buyers_of(seller_id, now=now)[:limit]


def buyers_count_of(seller_id: int) -> int:
    """How many accounts `buyers_of` has."""
    return next((int(row["count"]) for row in _counted_buyers(seller_id)), 0)


@compiled
def _counted_buyers(seller_id: int) -> QuerySet[CurrentAccount, Any]:
    pairs = CurrentAccount.objects.filter(seller_id=seller_id).exclude(buyer_id=seller_id)
    return pairs.values("seller_id").annotate(count=Count("buyer_id", distinct=True))


def get_buyer(seller_id: int, public_id: str) -> Account:
    """One account that trades with the seller. Raises: NotFound."""
    pairs = CurrentAccount.objects.filter(seller_id=seller_id).exclude(buyer_id=seller_id)
    row = Account.objects.filter(public_id=public_id, pk__in=pairs.values("buyer_id")).first()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True, slots=True)
class Balances:
    """Money between a seller and a buyer, by currency; nothing where it is zero."""

    owed: tuple[Money, ...]  # requests that are open, due or not
    wallet: tuple[Money, ...]  # prepaid and not reserved


def balances_with(*, seller_id: int, buyer_id: int) -> Balances:
    """What a buyer owes a seller and what it has prepaid; one query."""
    rows = LedgerAccount.objects.filter(
        seller_id=seller_id,
        buyer_id=buyer_id,
        kind__in=[LedgerKind.RECEIVABLE, LedgerKind.WALLET],
    ).order_by("-unit")
    owed = [Money(r.balance, r.unit) for r in rows if r.kind == LedgerKind.RECEIVABLE]
    wallet = [Money(-r.balance - r.held, r.unit) for r in rows if r.kind == LedgerKind.WALLET]
    return Balances(tuple(m for m in owed if m), tuple(m for m in wallet if m))


@dataclass(frozen=True, slots=True)
class AccountLog:
    """What was sent to a buyer in the seller's name, and what was done about its trade."""

    deliveries: list[Delivery]
    entries: list[AuditEntry]


def account_log(*, seller_id: int, buyer: Account, limit: int = 100) -> AccountLog:
    """Messages and log lines of one buyer, as far as they are the seller's, newest first.

    Read over both sides, because a line may lie in either's log; nothing of another seller's.
    """
    subjects = [buyer.public_id]
    for model in (Subscription, Invoice, Payment):
        rows = model.objects.filter(seller_id=seller_id, buyer_id=buyer.pk)
        subjects += rows.order_by("-pk").values_list("public_id", flat=True)[:200]
    with acting_as_system("reports: log of a buyer"):
        sent = Delivery.objects.filter(seller_id=seller_id, account_id=buyer.pk)
        entries = AuditEntry.objects.filter(
            account_id__in=[seller_id, buyer.pk], subject__in=subjects
        )
        return AccountLog(
            deliveries=list(sent.order_by("-created_at", "-pk")[:limit]),
            entries=list(entries.order_by("-at", "-pk")[:limit]),
        )


# -- overview --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SellerDay:
    """The figures of the desk's first page."""

    collected: tuple[Money, ...]  # this month, by currency
    months: tuple[tuple[datetime, int], ...]  # first of month, kuruş collected, twelve months, TRY
    overdue: tuple[Money, ...]
    overdue_count: int
    open_services: int
    shut_services: int
    shutting_soon: list[Invoice]  # unpaid, and access ends within three days


def seller_day(seller_id: int, *, now: datetime) -> SellerDay:
    """A seller's day; four queries."""
    paid = _collected(seller_id, now)
    firsts = _first_days(now)
    overdue = _overdue(seller_id, now)
    states = dict(_state_counts(seller_id, now))
    return SellerDay(
        collected=in_order(paid[firsts[-1].date()]),
        months=tuple((first, paid[first.date()].get("TRY", 0)) for first in firsts),
        overdue=in_order({row["currency"]: int(row["owed"]) for row in overdue}),
        overdue_count=sum(row["count"] for row in overdue),
        open_services=sum(states.get(state.value, 0) for state in OPEN_STATES),
        shut_services=sum(states.get(state, 0) for state in ("suspended", "staff_suspended")),
        shutting_soon=_shutting(seller_id, now, now + timedelta(days=3)),
    )


@compiled
def _overdue(seller_id: int, now: datetime) -> QuerySet[Invoice, Any]:
    """What is past its due instant, by `currency`: `count` and `owed`."""
    rows = Invoice.objects.filter(seller_id=seller_id, status=InvoiceStatus.OPEN, due_at__lte=now)
    sums = rows.order_by().values("currency")
    return sums.annotate(count=Count("pk"), owed=Sum(F("total_minor") - F("paid_minor")))


@compiled
def _state_counts(seller_id: int, now: datetime) -> QuerySet[Subscription, Any]:
    services = with_state(Subscription.objects.filter(seller_id=seller_id), now).order_by()
    return services.values_list("state").annotate(count=Count("pk"))  # type: ignore[misc]


@compiled
def _shutting(seller_id: int, after: datetime, until: datetime) -> QuerySet[Invoice]:
    """Unpaid, and access ends then; the first five."""
    rows = Invoice.objects.filter(
        seller_id=seller_id,
        status=InvoiceStatus.OPEN,
        shuts_off_at__gt=after,
        shuts_off_at__lte=until,
    )
    return rows.select_related("buyer").order_by("shuts_off_at", "pk")[:5]


def _collected(seller_id: int, now: datetime) -> defaultdict[object, dict[str, int]]:
    rows = _collected_since(seller_id, _first_days(now)[0])
    paid: defaultdict[object, dict[str, int]] = defaultdict(dict)
    for row in rows:
        paid[row["month"].date()][row["currency"]] = int(row["total"])
    return paid


@compiled
def _collected_since(seller_id: int, since: datetime) -> QuerySet[Allocation, Any]:
    """What was collected, by `month` and `currency`: `total`."""
    rows = Allocation.objects.filter(seller_id=seller_id, created_at__gte=since)
    months = rows.annotate(month=TruncMonth("created_at", tzinfo=ISTANBUL)).order_by()
    return months.values("month", "currency").annotate(total=Sum("amount_minor"))


def _first_days(now: datetime) -> Sequence[datetime]:
    first = now.astimezone(ISTANBUL).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    total = first.year * 12 + first.month - 1
    return [
        first.replace(year=(total - back) // 12, month=(total - back) % 12 + 1)
        for back in range(11, -1, -1)
    ]
