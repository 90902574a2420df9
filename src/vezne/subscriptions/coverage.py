"""From billed stretches to stored times: until when it is paid, open, and when debt shuts it.

Pure and Django-free. `derive` is the one place where these times come from; whatever touches a
period, a block or a cancellation writes its result anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed and what was decided since; times are aware UTC instants."""

    started_at: datetime
    trial_ends_at: datetime | None
    is_trial: bool
    awaits_payment: bool
    grace_days: int
    renewal_lead_days: int
    cancels_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A billed period that was not voided; an upgrade stretch lies over a regular one."""

    starts_at: datetime
    ends_at: datetime
    is_upgrade: bool
    is_paid: bool
    shuts_off_at: datetime | None  # unpaid then: access ends; None: never blocks


@dataclass(frozen=True, slots=True)
class Derived:
    """What follows; stored on the subscription so that one comparison answers a question."""

    period_starts_at: datetime
    period_ends_at: datetime
    paid_until: datetime
    open_until: datetime
    debt_at: datetime | None  # from here on unpaid debt shuts the seller's whole platform
    renews_at: datetime | None  # when the next period's invoice is opened; None: never


def derive(terms: Terms, stretches: Iterable[Stretch]) -> Derived:
    """Recompute every stored time from the terms and the live periods, in any order given."""
    ordered = sorted(stretches, key=lambda s: (s.starts_at, s.is_upgrade, s.ends_at, s.is_paid))
    newest = max(ordered, key=lambda s: (s.ends_at, -s.starts_at.timestamp()), default=None)
    period_starts_at = newest.starts_at if newest else terms.started_at
    period_ends_at = newest.ends_at if newest else terms.started_at
    paid_until = _paid_until(terms, ordered)
    shut_off = min(
        (s.shuts_off_at for s in ordered if not s.is_paid and s.shuts_off_at is not None),
        default=None,
    )
    open_until, debt_at = _open_until(terms, ordered, paid_until, shut_off)
    return Derived(
        period_starts_at=period_starts_at,
        period_ends_at=period_ends_at,
        paid_until=paid_until,
        open_until=open_until,
        debt_at=debt_at,
        renews_at=_renews_at(terms, period_starts_at, period_ends_at),
    )


def _paid_until(terms: Terms, ordered: list[Stretch]) -> datetime:
    """End of the last paid stretch before the first unpaid regular one."""
    paid_until = terms.started_at
    for stretch in ordered:
        if stretch.is_paid:
            paid_until = max(paid_until, stretch.ends_at)
        elif not stretch.is_upgrade:
            break
    return paid_until


def _open_until(
    terms: Terms, ordered: list[Stretch], paid_until: datetime, shut_off: datetime | None
) -> tuple[datetime, datetime | None]:
    """The end of access and the beginning of the debt's block."""
    debt_at: datetime | None = None
    if terms.is_trial and terms.trial_ends_at is not None:
        open_until = terms.trial_ends_at
    elif terms.awaits_payment:
        open_until = terms.started_at
    else:
        # An unpaid period carries its own shut-off, which staff may have put back.
        owes_period = any(not s.is_paid and not s.is_upgrade and s.shuts_off_at for s in ordered)
        natural = None if owes_period else paid_until + timedelta(days=terms.grace_days)
        open_until = min(bound for bound in (natural, shut_off) if bound is not None)
        # Who does not renew owes nothing for time that was never billed.
        renews = terms.cancels_at is None and terms.ended_at is None
        debt_at = open_until if renews else shut_off
    ends = (bound for bound in (terms.cancels_at, terms.ended_at) if bound is not None)
    return min((open_until, *ends)), debt_at


def _renews_at(
    terms: Terms, period_starts_at: datetime, period_ends_at: datetime
) -> datetime | None:
    if terms.is_trial or terms.awaits_payment or terms.cancels_at or terms.ended_at:
        return None
    return renewal_instant(period_starts_at, period_ends_at, terms.renewal_lead_days)


def renewal_instant(starts_at: datetime, ends_at: datetime, lead_days: int) -> datetime:
    """Ahead of the period's end by the lead, but never before half of the period has passed."""
    return ends_at - min(timedelta(days=lead_days), (ends_at - starts_at) / 2)
