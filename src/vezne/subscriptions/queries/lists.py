"""What a buyer has and what the desk sees; invoices themselves are joined above."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from vezne.catalog.models import PlanVersion
from vezne.catalog.queries import get_plan_version
from vezne.core.compiled import compiled
from vezne.core.errors import DomainError, NotFound
from vezne.subscriptions.models import Block, Period, Subscription, TimelineEntry
from vezne.subscriptions.queries.options import options_with
from vezne.subscriptions.quotes import quote_upgrade
from vezne.subscriptions.state_sql import list_expressions, state_expression
from vezne.subscriptions.states import OVER_STATES, State
from vezne.subscriptions.types import UpgradeQuote


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One line of "Hizmetlerim"; the open invoice's number and amount are joined above."""

    subscription: Subscription  # with platform, product, plan and next version's plan at hand
    state: State
    starts_at: datetime  # of the period that runs (or the newest that began)
    ends_at: datetime
    due_at: datetime | None  # of the oldest unpaid invoice; None: nothing is owed
    shuts_off_at: datetime | None  # access ends then unless something is paid; None: it is shut
    invoice_id: int | None  # that invoice; None: nothing is owed
    is_overdue: bool  # red from the due instant
    can_renew: bool  # Yenile makes the next period's invoice
    needs_plan: bool  # Yenile opens the choice of plan (trial)


def with_state(rows: QuerySet[Subscription], now: datetime) -> QuerySet[Subscription]:
    """Rows with their `state` at `now` and what their lists show, in one statement.

    Adds: `state`, `shown_starts_at`, `shown_ends_at`, `due_at`, `due_invoice_id`.
    """
    return _stated(rows.select_related("platform", "product", "plan", "next_version__plan"), now)


def _stated(rows: QuerySet[Subscription], now: datetime) -> QuerySet[Subscription]:
    return rows.annotate(state=state_expression(now), **list_expressions(now))


def service_row(row: Subscription, now: datetime) -> ServiceRow:
    """A row of `with_state` as lists and pages show it."""
    state = State(getattr(row, "state"))  # noqa: B009 - annotated
    due_at: datetime | None = getattr(row, "due_at")  # noqa: B009 - annotated
    is_over = state in OVER_STATES
    return ServiceRow(
        subscription=row,
        state=state,
        starts_at=getattr(row, "shown_starts_at") or row.period_starts_at,  # noqa: B009
        ends_at=getattr(row, "shown_ends_at") or row.period_ends_at,  # noqa: B009
        due_at=due_at,
        shuts_off_at=row.open_until if row.open_until > now and not is_over else None,
        invoice_id=getattr(row, "due_invoice_id"),  # noqa: B009 - annotated
        is_overdue=due_at is not None and due_at <= now,
        can_renew=not is_over and not row.is_trial and row.cancels_at is None and due_at is None,
        needs_plan=not is_over and row.is_trial and due_at is None,
    )


def subscriptions_of_seller(seller_id: int, *, now: datetime) -> QuerySet[Subscription]:
    """The desk's list, newest first; may be filtered by `state`, and by what `with_state` adds.

    Of the rows that are shown, `services.rows_complete` puts buyer and catalogue at hand.
    """
    rows = Subscription.objects.filter(seller_id=seller_id)
    return _stated(rows, now).order_by("-started_at", "-pk")


@compiled
def newest_of_seller(seller_id: int, *, now: datetime, limit: int) -> QuerySet[Subscription]:
    """The beginning of `subscriptions_of_seller`."""
    return subscriptions_of_seller(seller_id, now=now)[:limit]


def subscriptions_count_of(seller_id: int) -> int:
    """How many subscriptions a seller has."""
    return next((int(row["count"]) for row in _counted(seller_id)), 0)


@compiled
def _counted(seller_id: int) -> QuerySet[Subscription, Any]:
    rows = Subscription.objects.filter(seller_id=seller_id)
    return rows.values("seller_id").annotate(count=Count("pk"))


@compiled
def parked_of_seller(seller_id: int, *, limit: int) -> QuerySet[Subscription]:
    """Subscriptions whose renewal waits for staff, with the reason in `renewal_parked`."""
    rows = Subscription.objects.filter(seller_id=seller_id).exclude(renewal_parked="")
    return rows.select_related("buyer", "platform", "product", "plan").order_by("pk")[:limit]


def get_subscription(public_id: str, *, now: datetime) -> ServiceRow:
    """One subscription of the current scope as its page shows it. Raises: NotFound."""
    row = with_state(Subscription.objects.filter(public_id=public_id), now).first()
    if row is None:
        raise NotFound
    return service_row(row, now)


def find_subscription(subscription_id: int) -> Subscription | None:
    """By its inner id, with platform, product and plan at hand; None: not in this scope."""
    rows = Subscription.objects.select_related("platform", "product", "plan")
    return rows.filter(pk=subscription_id).first()


def find_trial(buyer_id: int, product_id: int) -> Subscription | None:
    """The buyer's trial of a product that still waits for the choice of a plan, running or over."""
    rows = Subscription.objects.filter(buyer_id=buyer_id, product_id=product_id, is_trial=True)
    return rows.filter(ended_at=None).first()


def has_had_trial(buyer_id: int, product_id: int) -> bool:
    """Whether the one trial of this product is used up."""
    rows = Subscription.objects.filter(buyer_id=buyer_id, product_id=product_id)
    return rows.filter(trial_ends_at__isnull=False).exists()


def timeline_of(subscription_id: int) -> list[TimelineEntry]:
    """What happened and why, newest first."""
    rows = TimelineEntry.objects.filter(subscription_id=subscription_id)
    return list(rows.order_by("-at", "-pk"))


def periods_of(subscription_id: int) -> list[Period]:
    """Every billed stretch, voided ones too, newest first, with the plan it was for."""
    rows = Period.objects.filter(subscription_id=subscription_id).select_related("version__plan")
    return list(rows.order_by("-starts_at", "-pk"))


def blocks_of(subscription_id: int) -> list[Block]:
    """Blocks in force, the oldest first."""
    rows = Block.objects.filter(subscription_id=subscription_id, lifted_at=None)
    return list(rows.order_by("starts_at"))


def upgrade_preview(subscription: Subscription, version_id: int, *, now: datetime) -> UpgradeQuote:
    """What an upgrade would cost now; a price ≤ 0 means: propose a change at the renewal.

    Raises: PaymentFirst, PlanNotReachable, TrialNeedsPlan, CancelPending, NotFound.
    """
    periods = _begun_periods(subscription, now)
    version = get_plan_version(version_id)
    options = options_with(subscription, version)
    return quote_upgrade(subscription, periods, version, now=now, options=options)


def upgrade_previews(
    subscription: Subscription, versions: Sequence[PlanVersion], *, now: datetime
) -> dict[int, UpgradeQuote | DomainError]:
    """The same for several versions (plans at hand) in one query: a quote or why there is none."""
    periods = _begun_periods(subscription, now)
    answers: dict[int, UpgradeQuote | DomainError] = {}
    for version in versions:
        try:
            options = options_with(subscription, version)
            answers[version.pk] = quote_upgrade(
                subscription, periods, version, now=now, options=options
            )
        except DomainError as error:
            answers[version.pk] = error
    return answers


def _begun_periods(subscription: Subscription, now: datetime) -> list[Period]:
    rows = Period.objects.filter(subscription=subscription, voided_at=None)
    return [p for p in rows.order_by("starts_at", "pk") if p.paid_at or p.starts_at <= now]


def cancel_preview(subscription: Subscription, *, now: datetime) -> datetime:
    """When the service would end if it were cancelled now: the end of what runs or is paid."""
    begun = _begun_periods(subscription, now)
    if subscription.awaits_payment:
        begun = [period for period in begun if period.paid_at is not None]
    return max([now, *(period.ends_at for period in begun)])
