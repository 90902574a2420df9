"""Genel Bakış: the seller's day in figures, and what needs a hand."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from vezne.banking.queries.lists import open_tasks_of, queue_sums
from vezne.core.money import Money
from vezne.orders.queries import approvals_at_a_glance
from vezne.payments.queries import attempts_in_doubt_of, failed_count_of
from vezne.reports.bank_queue import bank_counts
from vezne.reports.desk import seller_day
from vezne.reports.edocuments import held_up_of
from vezne.subscriptions.queries import parked_of_seller
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.replies import page
from vezne.web.first_steps import steps_for

SHOWN, MOST = 5, 100


@desk_page()
@require_safe
def overview(request: VezneRequest) -> HttpResponse:
    """One page; figures lead to their lists."""
    seller_id = request.seat.account_id
    approvals = approvals_at_a_glance(seller_id, limit=MOST)
    parked = parked_of_seller(seller_id, limit=MOST)
    doubtful = attempts_in_doubt_of(seller_id, limit=MOST)
    bank = bank_counts(seller_id)
    sums = queue_sums(seller_id) if bank.queue else {}
    since = request.now - timedelta(days=1)
    return page(
        request,
        "overview",
        {
            "steps": steps_for(request),
            "day": seller_day(seller_id, now=request.now),
            "approvals": approvals[:SHOWN],
            "approvals_count": len(approvals),
            "parked": parked[:SHOWN],
            "parked_count": len(parked),
            "doubtful": doubtful[:SHOWN],
            "doubtful_count": len(doubtful),
            "bank": bank,
            "unmatched": [Money(minor, unit) for unit, minor in sums.items()],
            "bank_tasks": list(open_tasks_of(seller_id)[:SHOWN]) if bank.tasks else [],
            "failed_count": failed_count_of(seller_id, since=since),
            "documents": held_up_of(seller_id, now=request.now, limit=SHOWN),
        },
    )
