"""Reads of subscriptions that leave the package: lists and pages, what is due, entitlements."""

from vezne.subscriptions.queries.due import (
    OwedPeriod,
    due_for_renewal,
    owed_periods,
    reminders_sent,
    renewals_due,
    trials_ending,
)
from vezne.subscriptions.queries.entitlements import entitlement_answer, entitlement_check
from vezne.subscriptions.queries.lists import (
    ServiceRow,
    blocks_of,
    cancel_preview,
    find_subscription,
    find_trial,
    get_subscription,
    has_had_trial,
    parked_of_seller,
    periods_of,
    service_row,
    subscriptions_of_seller,
    timeline_of,
    upgrade_preview,
    upgrade_previews,
    with_state,
)
from vezne.subscriptions.queries.services import rows_complete, services_for

__all__ = [
    "OwedPeriod",
    "ServiceRow",
    "blocks_of",
    "cancel_preview",
    "due_for_renewal",
    "entitlement_answer",
    "entitlement_check",
    "find_subscription",
    "find_trial",
    "get_subscription",
    "has_had_trial",
    "owed_periods",
    "parked_of_seller",
    "periods_of",
    "reminders_sent",
    "renewals_due",
    "rows_complete",
    "service_row",
    "services_for",
    "subscriptions_of_seller",
    "timeline_of",
    "trials_ending",
    "upgrade_preview",
    "upgrade_previews",
    "with_state",
]
