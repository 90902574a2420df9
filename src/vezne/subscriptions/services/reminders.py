"""A reminder step is claimed before it is sent: once, and never after payment."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.subscriptions.models import Period, ReminderSent, Subscription


@transaction.atomic
def reminder_claim(*, invoice_id: int, step: str, now: datetime) -> bool:
    """Take a step of the ladder for an invoice: True for exactly one caller, who then sends.

    The period row is locked, so a payment that commits first wins: False for whatever is paid,
    voided, or for no period. The message must be deferred in the same transaction.
    """
    period = (
        Period.objects.select_for_update(of=("self",))
        .filter(invoice_id=invoice_id, paid_at=None, voided_at=None)
        .first()
    )
    if period is None:
        return False
    claimed = ReminderSent.objects.filter(invoice_id=invoice_id, step=step).exists()
    if claimed:
        return False
    ReminderSent.objects.create(
        seller_id=period.seller_id,
        buyer_id=period.buyer_id,
        invoice_id=invoice_id,
        step=step,
        sent_at=now,
    )
    return True


@transaction.atomic
def trial_warning_claim(*, subscription_id: int, now: datetime) -> bool:
    """Take the one warning that a trial ends soon: True for exactly one caller, who then tells."""
    rows = Subscription.objects.filter(
        pk=subscription_id, is_trial=True, ended_at=None, trial_warned_at=None
    )
    return rows.update(trial_warned_at=now) == 1
