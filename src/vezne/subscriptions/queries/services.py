"""Hizmetlerim: all services of a buyer, made fast, because it is the page that everybody opens.

The rows come by the ORM, what depends on periods and blocks by one prepared statement, and the
state by the pure function of `states`; the catalogue's rows are shared by the services that have
them. `lists.with_state` says the same in SQL, for lists that filter by it; a test compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from vezne.accounts.models import Account
from vezne.catalog.models import Plan, PlanVersion
from vezne.core.compiled import compiled
from vezne.core.prepared import fetch_all
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries.lists import ServiceRow, service_row
from vezne.subscriptions.states import Times, state_at

_PERIODS = """
SELECT s.id, shown.starts_at, shown.ends_at, owed.starts_at, owed.invoice_id,
    EXISTS (SELECT FROM subscriptions_block b
            WHERE b.subscription_id = s.id AND b.lifted_at IS NULL)
FROM subscriptions_subscription s
LEFT JOIN LATERAL (
    SELECT p.starts_at, p.ends_at FROM subscriptions_period p
    WHERE p.subscription_id = s.id AND p.voided_at IS NULL
        AND p.starts_at <= $2 AND p.kind <> 'upgrade'
    ORDER BY p.ends_at DESC, p.starts_at DESC LIMIT 1) shown ON true
LEFT JOIN LATERAL (
    SELECT p.starts_at, p.invoice_id FROM subscriptions_period p
    WHERE p.subscription_id = s.id AND p.voided_at IS NULL
        AND p.paid_at IS NULL AND p.invoice_id IS NOT NULL
    ORDER BY p.starts_at, p.id LIMIT 1) owed ON true
WHERE s.buyer_id = $1
"""


def services_for(buyer_id: int, *, now: datetime, seller_id: int | None = None) -> list[ServiceRow]:
    """All services of a buyer over all platforms (of one seller, if given), newest first."""
    rows = _rows(buyer_id, seller_id)
    if not rows:
        return []
    _attach_catalogue(rows)
    facts = {int(fact[0] or 0): fact for fact in fetch_all(_PERIODS, (buyer_id, now))}
    return [_service(row, facts[row.pk], now) for row in rows]


@compiled
def _rows(buyer_id: int, seller_id: int | None) -> QuerySet[Subscription]:
    rows = Subscription.objects.filter(buyer_id=buyer_id)
    if seller_id is not None:
        rows = rows.filter(seller_id=seller_id)
    return rows.order_by("-started_at", "-pk")


def _service(row: Subscription, fact: Sequence[str | None], now: datetime) -> ServiceRow:
    """The row with the annotations of `lists.with_state`, and from it its line."""
    _pk, starts_at, ends_at, due_at, invoice_id, blocked = fact
    times = Times(
        is_trial=row.is_trial,
        awaits_payment=row.awaits_payment,
        trial_ends_at=row.trial_ends_at,
        paid_until=row.paid_until,
        open_until=row.open_until,
        cancels_at=row.cancels_at,
        ended_at=row.ended_at,
        is_blocked=blocked == "t",
    )
    annotations = {
        "state": state_at(times, now).value,
        "shown_starts_at": _instant(starts_at),
        "shown_ends_at": _instant(ends_at),
        "due_at": _instant(due_at),
        "due_invoice_id": None if invoice_id is None else int(invoice_id),
    }
    vars(row).update(annotations)
    return service_row(row, now)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def rows_complete(rows: Sequence[Subscription]) -> None:
    """Put buyers and the catalogue of a list's rows at hand; at most three queries.

    A list has few plans, so they are read once, and not with every row.
    """
    if not rows:
        return
    _attach_catalogue(rows)
    buyers = {buyer.pk: buyer for buyer in _buyers(list({row.buyer_id for row in rows}))}
    for row in rows:
        row.buyer = buyers[row.buyer_id]


@compiled
def _buyers(ids: list[int]) -> QuerySet[Account]:
    return Account.objects.filter(pk__one_of=ids)


def _attach_catalogue(rows: Iterable[Subscription]) -> None:
    """Put platform, product, plan and the next version's plan at hand; one or two queries."""
    plans = {plan.pk: plan for plan in _plans(list({row.plan_id for row in rows}))}
    following = {row.next_version_id for row in rows if row.next_version_id is not None}
    versions = {one.pk: one for one in _versions(list(following))} if following else {}
    for row in rows:
        row.plan = plans[row.plan_id]
        row.product = row.plan.product
        row.platform = row.product.platform
        if row.next_version_id is not None:
            row.next_version = versions[row.next_version_id]


@compiled
def _plans(ids: list[int]) -> QuerySet[Plan]:
    return Plan.objects.select_related("product__platform").filter(pk__one_of=ids)


@compiled
def _versions(ids: list[int]) -> QuerySet[PlanVersion]:
    return PlanVersion.objects.select_related("plan").filter(pk__one_of=ids)
