"""Genel Bakış: what is due, what runs, what is left, what was told."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from vezne.followup.queries import representatives_for
from vezne.metering.queries import quotas_for
from vezne.metering.types import Quota
from vezne.notify.queries import list_notifications
from vezne.reports.panel import ServiceLine, overview_for, service_lines
from vezne.subscriptions.states import OVER_STATES
from vezne.web.access import VezneRequest, panel_page
from vezne.web.first_steps import steps_for
from vezne.web.panel.reading import overview_cards, reader_of
from vezne.web.panel.replies import page

MOST_LINES = 6
MOST_NOTICES = 5


@dataclass(frozen=True, slots=True)
class NamedQuota:
    """A quota under the name of the service that counts in it; empty: its unit must do."""

    name: str
    quota: Quota


@panel_page()
@require_safe
def home(request: VezneRequest) -> HttpResponse:
    """The first page of the panel."""
    account_id, now = request.seat.account_id, request.now
    lines = service_lines(account_id, now=now)
    live = [line for line in lines if line.service.state not in OVER_STATES]
    return page(
        request,
        "home",
        {
            "overview": overview_for(account_id, now=now, lines=lines),
            "lines": sorted(live, key=_urgency)[:MOST_LINES],
            "line_count": len(live),
            "quotas": _named_quotas(lines, quotas_for(buyer_id=account_id, now=now)),
            "notices": list_notifications(
                account_id=account_id, user_id=request.user.pk, limit=MOST_NOTICES
            ),
            "representatives": representatives_for(account_id),
            "steps": steps_for(request),
            **overview_cards(reader_of(request), request),
        },
    )


def _urgency(line: ServiceLine) -> tuple[bool, float]:
    """What must be paid first stands first, then what ends first."""
    ends_at = line.deadline or line.service.ends_at
    return (line.deadline is None, ends_at.timestamp())


def _named_quotas(
    lines: list[ServiceLine], quotas: dict[tuple[int, str], Quota]
) -> list[NamedQuota]:
    names: dict[tuple[int, str], str] = {}
    for line in lines:
        row = line.service.subscription
        names.setdefault((row.seller_id, row.product.credit_unit), row.product.name)
    return [NamedQuota(names.get(key, ""), quota) for key, quota in quotas.items()]
