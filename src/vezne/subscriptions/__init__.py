"""Subscriptions: what a buyer has, until when, what shuts it, and what happened to it.

Tables
    Subscription   a plan with the terms as sold; stored times from which the state follows
    Period         a billed stretch; its unique row (subscription, start, kind) answers
                   *already billed?*; points at the invoice that asks for it
    Block          a reason to be shut besides debt, lifted only by its owner
    TimelineEntry  what happened and why, for people; append-only
    ReminderSent   a step of the reminder ladder was taken for an invoice, once

States (`states.state_at`, pure; the same in SQL in `state_sql.py`, proven equal)
    pending → trialing → active → grace → suspended, and staff_suspended, cancelled, ended.
    Access never waits for a job: `open_until` is stored, and `services.recompute` writes it anew
    in every transaction that touches a period, a block or a cancellation (`coverage.derive`, pure).
    `debt_at` is the instant from which unpaid debt shuts all of the seller's platform.

Rules
    An `on_order` plan opens at once and owes from its start. An `on_payment` plan begins with its
    payment. Paying late shifts nothing, but a period that went by wholly while it was shut runs
    from its payment. While something is unpaid and shut, no further period is billed. A trial is
    free, once per buyer and product, and goes on only by the choice of a plan. An upgrade is one
    positive net line (`proration.py`); the way down is a change at the renewal.

Operations (`services`)
    subscription_start, first_period, trial_convert · period_open, period_paid, period_unpaid,
    period_voided, deadline_set · renewals_lock, periods_open_many, renew_early, renewal_park,
    renewal_unpark · upgrade_prepare, upgrade_apply, change_schedule, change_cancel,
    cancel_at_period_end, resume, end, site_set · block_place, block_lift · transitions_write ·
    reminder_claim. Invoices are opened and voided above, in the same transaction.
    Lock order: subscription, invoice, current account.

Events: subscription.started, .opened, .suspended, .changed, .ended with buyer, platform, product,
from, to and reason.
"""
