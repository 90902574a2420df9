"""What a buyer decides about a running service: upgrade, change at renewal, cancel, resume.

Each withdraws a renewal that was opened at the old price, in the same transaction.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core.audit import Actor
from vezne.core.wording import instant_words
from vezne.flows.billing import invoice_draft_of
from vezne.flows.notices import subscription_words, tell
from vezne.flows.standing import standing_need
from vezne.flows.voiding import invoice_withdraw
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import invoice_deadline_set, invoice_open
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.services import (
    cancel_at_period_end,
    change_cancel,
    change_schedule,
    deadline_set,
    end,
    resume,
    upgrade_apply,
    upgrade_prepare,
)
from vezne.subscriptions.types import Withdrawn

WITHDRAWN_REASON = "Paket değişikliği"


@transaction.atomic
def upgrade_now(*, subscription_id: int, version_id: int, now: datetime, actor: Actor) -> Invoice:
    """Move to a dearer plan at once; the difference for the rest of the period is one invoice.

    The price is that of the preview at the same instant. Raises: NotAnUpgrade, PaymentFirst,
    PlanNotReachable, TrialNeedsPlan, CancelPending, SubscriptionOver, PaymentUnderWay, TradeClosed.
    """
    _standing_need(subscription_id)
    quote, withdrawn = upgrade_prepare(
        subscription_id=subscription_id, version_id=version_id, now=now, actor=actor
    )
    void_withdrawn(withdrawn, now=now, actor=actor)
    wanted = invoice_draft_of(quote.draft, now=now, order_id=None)
    invoice = invoice_open(
        seller_id=wanted.seller_id,
        buyer_id=wanted.buyer_id,
        current_account_id=wanted.current_account_id,
        kind=wanted.kind,
        currency=wanted.currency,
        lines=wanted.lines,
        opened_at=wanted.opened_at,
        due_at=wanted.due_at,
        shuts_off_at=wanted.shuts_off_at,
        key=wanted.key,
        subscription_id=wanted.subscription_id,
    )
    upgrade_apply(
        quote=quote, invoice_id=invoice.pk, net_minor=invoice.net_minor, now=now, actor=actor
    )
    _tell(subscription_id, "subscription.upgraded", now, new_plan=quote.draft.plan_name)
    return invoice


@transaction.atomic
def downgrade_at_renewal(
    *, subscription_id: int, version_id: int, now: datetime, actor: Actor
) -> None:
    """Change to another plan when the paid time ends; nothing is owed or given back now."""
    withdrawn = change_schedule(
        subscription_id=subscription_id, version_id=version_id, now=now, actor=actor
    )
    void_withdrawn(withdrawn, now=now, actor=actor)
    row = _row(subscription_id)
    assert row.next_version is not None
    new_plan = row.next_version.plan.name
    _tell(subscription_id, "subscription.change_planned", now, new_plan=new_plan)


@transaction.atomic
def downgrade_drop(*, subscription_id: int, now: datetime, actor: Actor) -> None:
    """Stay with the present plan after all."""
    withdrawn = change_cancel(subscription_id=subscription_id, now=now, actor=actor)
    void_withdrawn(withdrawn, now=now, actor=actor)


@transaction.atomic
def cancel(*, subscription_id: int, reason: str, now: datetime, actor: Actor) -> None:
    """End it when the running or paid period ends. Raises: CancelPending, SubscriptionOver."""
    withdrawn = cancel_at_period_end(
        subscription_id=subscription_id, reason=reason, now=now, actor=actor
    )
    void_withdrawn(withdrawn, now=now, actor=actor)
    ends = _row(subscription_id).cancels_at
    assert ends is not None
    _tell(subscription_id, "subscription.cancel_planned", now, ends=instant_words(ends))


@transaction.atomic
def cancel_take_back(*, subscription_id: int, now: datetime, actor: Actor) -> None:
    """Go on with it. Raises: NoCancelPending, SubscriptionOver, TradeClosed."""
    _standing_need(subscription_id)
    resume(subscription_id=subscription_id, now=now, actor=actor)
    _tell(subscription_id, "subscription.resumed", now)


@transaction.atomic
def end_by_seller(
    *, subscription_id: int, reason: str, forgives_debt: bool, now: datetime, actor: Actor
) -> None:
    """The seller ends a service at once, with or without its debt."""
    withdrawn = end(
        subscription_id=subscription_id,
        reason=reason,
        forgives_debt=forgives_debt,
        now=now,
        actor=actor,
    )
    void_withdrawn(withdrawn, now=now, actor=actor)


@transaction.atomic
def deadline_move(
    *, invoice_id: int, shuts_off_at: datetime, reason: str, now: datetime, actor: Actor
) -> None:
    """Staff give more time to pay: invoice and service move together, and a shut one opens again.

    Raises: NotFound (no unpaid period), InvoiceNotOpen, DeadlineNotAllowed.
    """
    deadline_set(
        invoice_id=invoice_id, shuts_off_at=shuts_off_at, now=now, actor=actor, reason=reason
    )
    invoice_deadline_set(
        invoice_id=invoice_id, shuts_off_at=shuts_off_at, reason=reason, actor=actor, now=now
    )


def void_withdrawn(withdrawn: Withdrawn, *, now: datetime, actor: Actor) -> None:
    """Void the invoices of withdrawn periods. Raises: PaymentUnderWay while one may be paid."""
    for invoice_id in withdrawn.invoice_ids:
        invoice_withdraw(invoice_id=invoice_id, reason=WITHDRAWN_REASON, now=now, actor=actor)


def _standing_need(subscription_id: int) -> None:
    row = _row(subscription_id)
    standing_need(buyer_id=row.buyer_id, seller_id=row.seller_id)


def _row(subscription_id: int) -> Subscription:
    rows = Subscription.objects.select_related("platform", "product", "plan", "next_version__plan")
    return rows.get(pk=subscription_id)


def _tell(subscription_id: int, kind_key: str, now: datetime, **more: str) -> None:
    row = _row(subscription_id)
    tell(
        kind_key=kind_key,
        seller_id=row.seller_id,
        buyer_id=row.buyer_id,
        words={**subscription_words(row), **more},
        path=f"/hizmetlerim/{row.public_id}/",
        subject=row.public_id,
        now=now,
    )
