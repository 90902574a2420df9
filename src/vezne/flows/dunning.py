"""Reminders before the due instant, warnings after it, the last day, the suspension."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from vezne.accounts.queries import seller_profile_of
from vezne.flows.notices import invoice_words, platform_of, tell
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice_by_id
from vezne.subscriptions.queries import owed_periods
from vezne.subscriptions.reminders import Step, steps_due
from vezne.subscriptions.services import reminder_claim

PAGE = 500
KIND_OF_STEP = {
    "before": "invoice.reminder",
    "day": "invoice.due_today",
    "after": "invoice.overdue",
    "last": "invoice.last_day",
    "suspended": "subscription.suspended",
}


def remind_due(*, now: datetime) -> int:
    """Send the step of the ladder that has come for every open invoice; returns how many went.

    A step goes once per invoice whatever runs twice (unique row), never after payment, and a
    clock that jumped sends only the newest.
    """
    sent = 0
    reminder_days: dict[int, list[int]] = {}
    after_id = 0
    while True:
        owed, after_id = owed_periods(limit=PAGE, after_id=after_id)
        for period in owed:
            if period.seller_id not in reminder_days:
                profile = seller_profile_of(period.seller_id)
                reminder_days[period.seller_id] = profile.reminder_days
            steps = steps_due(
                now=now,
                due_at=period.due_at,
                shuts_off_at=period.shuts_off_at,
                reminder_days=reminder_days[period.seller_id],
                sent=period.sent,
                opened_at=period.opened_at,
            )
            sent += sum(_send(period.invoice_id, step, now) for step in steps)
        if not after_id:
            return sent


@transaction.atomic
def _send(invoice_id: int, step: Step, now: datetime) -> bool:
    if not reminder_claim(invoice_id=invoice_id, step=step.name, now=now):
        return False
    invoice = get_invoice_by_id(invoice_id)
    tell(
        kind_key=KIND_OF_STEP[step.name.split("-")[0]],
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        words={
            **invoice_words(invoice),
            "platform": platform_of(invoice),
            "days": days_left(invoice, now),
            "hours": step.hours_left or 0,
        },
        path=f"/odeme/{invoice.public_id}/",
        subject=invoice.public_id,
        now=now,
    )
    return True


def days_left(invoice: Invoice, now: datetime) -> int:
    """Whole days, begun ones counted, until the due instant, or after it until the shut-off."""
    until = invoice.due_at if now < invoice.due_at else (invoice.shuts_off_at or invoice.due_at)
    return max(0, -((now - until) // timedelta(days=1)))
