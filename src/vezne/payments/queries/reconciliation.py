"""Days that were compared with a provider's books, what is due, and what did not agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Sum

from vezne.core.calendar import ISTANBUL
from vezne.core.errors import NotFound
from vezne.payments.comparing import OwnCharge
from vezne.payments.models import (
    Attempt,
    AttemptState,
    Difference,
    DifferenceState,
    ProviderAccount,
    Reconciliation,
    Refund,
    RefundState,
)

READY_AT = time(6)
"""By then on the next day a provider's list of a day is whole."""
DAYS_BACK = 7
"""A stop of more days than this is not made up: each later day still compares its own."""
MOVED = (AttemptState.CAPTURED, AttemptState.REFUNDED)


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A day of a contract that has no row yet."""

    account: ProviderAccount
    day: date


def last_ready_day(now: datetime) -> date:
    """The newest day of Istanbul whose books can be compared at `now`."""
    local = now.astimezone(ISTANBUL)
    return local.date() - timedelta(days=1 if local.time() >= READY_AT else 2)


def bounds_of(day: date) -> tuple[datetime, datetime]:
    """The instants between which a day of Istanbul lies, the second outside."""
    starts = datetime.combine(day, time(), ISTANBUL)
    return starts, datetime.combine(day + timedelta(days=1), time(), ISTANBUL)


def list_open_days(*, now: datetime) -> list[OpenDay]:
    """Days that are to be compared and have no row; over all sellers, in system scope.

    A contract is compared from its first day on, while it is in use, and once it was asked for
    money: before that its provider can hold nothing of ours.
    """
    last = last_ready_day(now)
    seen = dict(
        Reconciliation.objects.values("provider_account")
        .annotate(last=Max("day"))
        .values_list("provider_account", "last")
    )
    found = []
    tries = Attempt.objects.filter(provider_account=OuterRef("pk"))
    for account in ProviderAccount.objects.filter(Exists(tries), is_active=True).order_by("pk"):
        first = account.created_at.astimezone(ISTANBUL).date()
        if account.pk in seen:
            first = seen[account.pk] + timedelta(days=1)
        day = max(first, last - timedelta(days=DAYS_BACK - 1))
        while day <= last:
            found.append(OpenDay(account, day))
            day += timedelta(days=1)
    return found


def due_reconciliations(*, now: datetime, limit: int = 50) -> list[int]:
    """Ids of the days that are compared now, the oldest first; in system scope."""
    rows = Reconciliation.objects.filter(next_try_at__lte=now).order_by("day", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def own_charges(attempts: Iterable[Attempt]) -> dict[str, OwnCharge]:
    """These tries as the comparison needs them, by reference; in system scope."""
    rows = {attempt.pk: attempt for attempt in attempts}
    refunds = Refund.objects.filter(attempt_id__in=rows)
    done = dict(
        refunds.filter(state=RefundState.DONE)
        .values("attempt")
        .annotate(total=Sum("amount_minor"))
        .values_list("attempt", "total")
    )
    open_ones = set(
        refunds.filter(state__in=[RefundState.CREATED, RefundState.UNKNOWN]).values_list(
            "attempt", flat=True
        )
    )
    return {
        row.reference: OwnCharge(
            reference=row.reference,
            currency=row.currency,
            is_taken=row.state in MOVED,
            amount_minor=row.amount_minor,
            charged_minor=row.charged_minor or row.amount_minor,
            refunded_minor=done.get(pk, 0),
            has_open_refund=pk in open_ones,
        )
        for pk, row in rows.items()
    }


def attempts_of_day(account: ProviderAccount, day: date) -> list[Attempt]:
    """The contract's tries whose end became certain on a day, or whose money went back then."""
    starts, ends = bounds_of(day)
    back = Refund.objects.filter(
        attempt__provider_account=account,
        state=RefundState.DONE,
        settled_at__gte=starts,
        settled_at__lt=ends,
    )
    rows = Attempt.objects.filter(provider_account=account).filter(
        Q(settled_at__gte=starts, settled_at__lt=ends, asked_at__isnull=False)
        | Q(pk__in=back.values("attempt"))
    )
    return list(rows.order_by("pk"))


def differences_of(seller_id: int) -> QuerySet[Difference]:
    """What did not agree, over all of a seller's contracts; the open ones first."""
    rows = Difference.objects.filter(seller_id=seller_id).select_related(
        "reconciliation__provider_account", "attempt__payment"
    )
    return rows.order_by("-state", "-id")  # open, gone, explained: by their words


def open_differences_count(seller_id: int) -> int:
    """How many differences nobody has explained."""
    rows = Difference.objects.filter(seller_id=seller_id, state=DifferenceState.OPEN)
    return rows.count()


def get_difference(*, seller_id: int, public_id: str) -> Difference:
    """One difference of the seller's desk. Raises: NotFound."""
    row = differences_of(seller_id).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def reconciliations_of(seller_id: int, *, limit: int = 30) -> list[Reconciliation]:
    """The seller's compared days, the newest first."""
    rows = Reconciliation.objects.filter(seller_id=seller_id).select_related("provider_account")
    return list(rows.order_by("-day", "-id")[:limit])
