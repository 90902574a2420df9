"""What the desk shows a seller: lists with what they are about, and the figures of its day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from vezne.core.money import Money
from vezne.invoicing.models import Invoice
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import ServiceRow, service_row
from vezne.subscriptions.types import State


@dataclass(frozen=True, slots=True)
class SubscriptionLine:
    """A line of "Abonelikler": the service with what is owed for it."""

    service: ServiceRow
    owed: Money | None  # of the oldest unpaid invoice; None: nothing
    deadline: datetime | None  # it shuts the service then; None: nothing is owed, or never
    is_late: bool  # past its due instant

    @property
    def state_label(self) -> str:
        """The state in words."""
        return str(State(self.service.state.value).label)


def subscription_lines(rows: Iterable[Subscription], *, now: datetime) -> list[SubscriptionLine]:
    """Rows of `subscriptions.queries.subscriptions_of_seller` as the desk lists them; one query."""
    services = [service_row(row, now) for row in rows]
    wanted = [one.invoice_id for one in services if one.invoice_id]
    invoices = Invoice.objects.in_bulk(wanted) if wanted else {}
    return [
        _subscription_line(one, invoices.get(one.invoice_id) if one.invoice_id else None)
        for one in services
    ]


def _subscription_line(service: ServiceRow, invoice: Invoice | None) -> SubscriptionLine:
    owed = Money(invoice.open_minor, invoice.currency) if invoice and invoice.open_minor else None
    return SubscriptionLine(
        service=service,
        owed=owed,
        deadline=invoice.shuts_off_at if invoice and owed else None,
        is_late=owed is not None and service.is_overdue,
    )
