"""Hizmetlerim: every service over all platforms, the page of one, and *Yenile*."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.content.queries import guides_about
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.core.turkish import tr_key
from vezne.flows.renewal import renew_now
from vezne.reports.panel import (
    PeriodLine,
    ServiceLine,
    period_lines,
    service_line,
    service_lines,
)
from vezne.reports.service_state import CHOICES
from vezne.subscriptions.errors import TrialNeedsPlan
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import blocks_of, get_subscription, timeline_of
from vezne.subscriptions.states import OPEN_STATES, OVER_STATES
from vezne.web.access import VezneRequest, panel_page, redirect_to
from vezne.web.listing import Column, Filter, Listing, by_key, by_value, by_words, excel_answer
from vezne.web.panel.replies import page, pay_url, refused
from vezne.web.panel.timeline import shown_entries


def _text(line: ServiceLine) -> str:
    row = line.service.subscription
    return f"{row.platform.name} {row.site} {row.product.name} {row.plan.name} {line.state_label}"


def _listing(request: VezneRequest) -> Listing:
    lines = service_lines(request.seat.account_id, now=request.now)
    platforms = {
        line.service.subscription.platform.public_id: line.service.subscription.platform.name
        for line in lines
    }
    states = {line.shown_state for line in lines}
    return Listing(
        request,
        lines,
        search=by_words(_text),
        filters=[
            Filter(
                "platform",
                _("Platform"),
                sorted(platforms.items(), key=lambda item: tr_key(item[1])),
                by_value(lambda line: line.service.subscription.platform.public_id),
            ),
            Filter(
                "durum",
                _("Durum"),
                [choice for choice in CHOICES if choice[0] in states],
                by_value(lambda line: line.shown_state),
            ),
        ],
        sorts={
            "platform": by_key(lambda line: tr_key(line.service.subscription.platform.name)),
            "site": by_key(lambda line: tr_key(line.service.subscription.site)),
            "hizmet": by_key(lambda line: tr_key(line.service.subscription.product.name)),
            "paket": by_key(lambda line: tr_key(line.service.subscription.plan.name)),
            "baslama": by_key(lambda line: line.service.starts_at),
            "bitis": by_key(lambda line: line.service.ends_at),
            "durum": by_key(lambda line: tr_key(line.state_label)),
        },
    )


@panel_page()
@require_safe
def services(request: VezneRequest) -> HttpResponse:
    """One table of all services."""
    return page(request, "services", {"listing": _listing(request)})


COLUMNS = [
    Column(_("Platform"), lambda line: line.service.subscription.platform.name),
    Column(_("Site"), lambda line: line.service.subscription.site, 24),
    Column(_("Hizmet"), lambda line: line.service.subscription.product.name, 28),
    Column(_("Paket"), lambda line: line.service.subscription.plan.name, 24),
    Column(_("Başlama Tarihi"), lambda line: line.service.starts_at if line.has_begun else None),
    Column(_("Bitiş Tarihi"), lambda line: line.service.ends_at if line.has_begun else None),
    Column(_("Durum"), lambda line: line.state_label),
    Column(_("Ödenecek"), lambda line: line.owed, 14),
    Column(_("Para birimi"), lambda line: line.owed.currency if line.owed else "", 12),
    Column(_("Son ödeme"), lambda line: line.deadline),
]


@panel_page()
@require_safe
def services_excel(request: VezneRequest) -> HttpResponse:
    """The same list, filtered alike, as Excel."""
    return excel_answer("hizmetlerim", COLUMNS, _listing(request).rows)


@panel_page()
@require_safe
def service(request: VezneRequest, public_id: str) -> HttpResponse:
    """One service: what it is, what is possible, its periods, what happened and why."""
    found = get_subscription(public_id, now=request.now)
    row = found.subscription
    is_over = found.state in OVER_STATES
    is_leaving = row.cancels_at is not None and not is_over
    periods = period_lines(row.pk)
    return page(
        request,
        "service",
        {
            "line": service_line(found, now=request.now),
            "price": Money(row.price_minor, row.currency),
            "periods": periods,
            "changes_at": _changes_at(row, periods),
            "blocks": blocks_of(row.pk),
            "timeline": shown_entries(timeline_of(row.pk)),
            "is_open": found.state in OPEN_STATES,
            "is_over": is_over,
            "is_leaving": is_leaving,
            "can_change": not is_over and not is_leaving and not row.is_trial,
            "guides": guides_about(row.product_id),
            "can_cancel": not is_over and not is_leaving,
        },
    )


def _changes_at(row: Subscription, periods: Sequence[PeriodLine]) -> datetime:
    """When the chosen next plan begins: with its period where that is billed, else at the end."""
    billed = [
        line.period.starts_at
        for line in periods
        if line.period.voided_at is None and line.period.version_id == row.next_version_id
    ]
    return max(billed, default=row.period_ends_at)


@panel_page(role=Role.STAFF)
@require_POST
def service_renew(request: VezneRequest, public_id: str) -> HttpResponse:
    """*Yenile*: on to paying the next period; a trial goes on to the choice of a plan."""
    row = get_subscription(public_id, now=request.now).subscription
    try:
        invoice = renew_now(subscription_id=row.pk, now=request.now, actor=request.actor)
    except TrialNeedsPlan as error:
        return refused(request, error, "packages", fragment=row.product.public_id)
    except DomainError as error:
        return refused(request, error, "service", public_id)
    return redirect_to(request, pay_url(invoice.public_id))
