"""The next period: opened ahead of its due instant by the clock, or early by the buyer (Yenile)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from vezne.core.audit import SYSTEM, Actor
from vezne.core.batches import run_batches
from vezne.flows.billing import bill_period, bill_periods
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice_by_id
from vezne.subscriptions.errors import PaidTooFarAhead
from vezne.subscriptions.queries import renewals_due
from vezne.subscriptions.services import renew_early, renewal_park, renewals_lock
from vezne.subscriptions.types import PeriodDraft

BATCH = 500
LIMIT = 20_000
LANES = 3
"""Batches at once: one is computed while the database writes the two others."""


def renew_due(*, now: datetime) -> int:
    """Open the next period of every subscription whose renewal instant has come.

    In batches, each a transaction; a batch that fails is halved until the culprit stands alone
    and is parked for staff, while the rest goes on. Returns how many periods were opened.
    """
    ids = renewals_due(now=now, limit=LIMIT)
    return run_batches(
        ids,
        work=lambda batch: _renew_batch(batch, now),
        park=lambda pk, failure: renewal_park(
            subscription_id=pk, reason=f"{type(failure).__name__}: {failure}", now=now, actor=SYSTEM
        ),
        size=BATCH,
        lanes=LANES,
    )


@transaction.atomic
def _renew_batch(subscription_ids: Sequence[int], now: datetime) -> None:
    drafts = renewals_lock(subscription_ids=subscription_ids, now=now)
    bill_periods(drafts, now=now, actor=SYSTEM)


@transaction.atomic
def renew_now(*, subscription_id: int, now: datetime, actor: Actor) -> Invoice:
    """*Yenile*: open the next period early, counted from the old end.

    A second click finds the same open invoice. Raises: TrialNeedsPlan, CancelPending,
    PaidTooFarAhead (also for what costs nothing: the clock renews it), SubscriptionOver.
    """
    early = renew_early(subscription_id=subscription_id, now=now)
    if early.invoice_id is not None:
        return get_invoice_by_id(early.invoice_id)
    draft: PeriodDraft | None = early.draft
    assert draft is not None
    if draft.price_minor == 0:
        raise PaidTooFarAhead
    invoice = bill_period(draft, now=now, actor=actor)
    assert invoice is not None
    return invoice
