"""All writes of subscriptions; each function is one thing the business says, under one lock."""

from vezne.subscriptions.services.blocks import block_lift, block_place
from vezne.subscriptions.services.changes import (
    cancel_at_period_end,
    change_cancel,
    change_schedule,
    end,
    resume,
    site_set,
    upgrade_apply,
    upgrade_prepare,
)
from vezne.subscriptions.services.free import free_begin, free_refuse
from vezne.subscriptions.services.periods import (
    deadline_set,
    first_payment_missed,
    period_open,
    period_paid,
    period_unpaid,
    period_voided,
    periods_rebilled,
)
from vezne.subscriptions.services.reminders import reminder_claim, trial_warning_claim
from vezne.subscriptions.services.renewals import (
    periods_open_many,
    renew_early,
    renewal_park,
    renewal_unpark,
    renewals_lock,
)
from vezne.subscriptions.services.start import first_period, subscription_start, trial_convert
from vezne.subscriptions.services.state import (
    recompute,
    subscription_lock,
    subscription_lock_of_invoice,
    timeline_add,
)
from vezne.subscriptions.services.transitions import transitions_write

__all__ = [
    "block_lift",
    "block_place",
    "cancel_at_period_end",
    "change_cancel",
    "change_schedule",
    "deadline_set",
    "end",
    "first_payment_missed",
    "first_period",
    "free_begin",
    "free_refuse",
    "period_open",
    "period_paid",
    "period_unpaid",
    "period_voided",
    "periods_open_many",
    "periods_rebilled",
    "recompute",
    "reminder_claim",
    "renew_early",
    "renewal_park",
    "renewal_unpark",
    "renewals_lock",
    "resume",
    "site_set",
    "subscription_lock",
    "subscription_lock_of_invoice",
    "subscription_start",
    "timeline_add",
    "transitions_write",
    "trial_convert",
    "trial_warning_claim",
    "upgrade_apply",
    "upgrade_prepare",
]
