"""What a buyer decides about a service: another plan, cancel, resume; each with what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from vezne.accounts.models import Role
from vezne.catalog.models import PlanVersion
from vezne.catalog.queries import find_plan_version, plans_on_offer
from vezne.core.errors import DomainError, NotFound
from vezne.core.money import Money
from vezne.core.wording import date_words
from vezne.flows.billing import invoice_draft_of
from vezne.flows.changes import (
    cancel,
    cancel_take_back,
    downgrade_at_renewal,
    downgrade_drop,
    upgrade_now,
)
from vezne.invoicing.queries import amounts_of, taxed_drafts
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import cancel_preview, get_subscription, upgrade_previews
from vezne.subscriptions.types import UpgradeQuote
from vezne.web.access import VezneRequest, panel_page, redirect_to
from vezne.web.panel.forms import CancelForm
from vezne.web.panel.replies import done, page, pay_url, refused


@dataclass(frozen=True, slots=True)
class UpgradeCost:
    """What a move to a plan costs at once, with both legs of the net, and what it buys."""

    new_share: Money
    unused_share: Money
    kdv: Money
    oiv: Money
    withheld: Money  # of the KDV, by the buyer
    total: Money
    ends_at: datetime  # until when it is then paid


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """A plan that one may go to: at once for a cost, or when the paid time ends."""

    version: PlanVersion
    price: Money  # net, per period
    is_current: bool
    is_next: bool  # chosen for the end of the period
    cost: UpgradeCost | None  # None: only at the renewal
    obstacle: str  # why not at once; empty: it would cost nothing


@panel_page(role=Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def service_change(request: VezneRequest, public_id: str) -> HttpResponse:
    """The choice of another plan; POST `what`: upgrade, downgrade (with `version`), drop."""
    found = get_subscription(public_id, now=request.now)
    row = found.subscription
    if request.method == "POST":
        return _change(request, row)
    if row.is_trial:
        return redirect_to(request, _packages_of(row))
    versions = plans_on_offer(row.product_id)
    quotes = upgrade_previews(row, versions, now=request.now)
    choices = [_choice(row, version, quotes[version.pk], request.now) for version in versions]
    return page(
        request,
        "service_change",
        {
            "row": row,
            "state": found.state,
            "price": Money(row.price_minor, row.currency),
            "plans": choices,
            "change_at": cancel_preview(row, now=request.now),
            "has_other": any(not choice.is_current for choice in choices),
        },
    )


def _packages_of(row: Subscription) -> str:
    return f"/paketler/#{row.product.public_id}"


def _choice(
    row: Subscription, version: PlanVersion, answer: UpgradeQuote | DomainError, now: datetime
) -> PlanChoice:
    return PlanChoice(
        version=version,
        price=Money(version.price_minor, version.currency),
        is_current=version.plan_id == row.plan_id,
        is_next=version.pk == row.next_version_id,
        cost=None if isinstance(answer, DomainError) else _cost(answer, now),
        obstacle=str(answer) if isinstance(answer, DomainError) else "",
    )


def _cost(quote: UpgradeQuote, now: datetime) -> UpgradeCost | None:
    draft = quote.draft
    if draft.price_minor <= 0:
        return None
    [wanted] = taxed_drafts([invoice_draft_of(draft, now=now, order_id=None)])
    sums = amounts_of(wanted)
    return UpgradeCost(
        new_share=Money(quote.new_share_minor, draft.currency),
        unused_share=Money(quote.unused_share_minor, draft.currency),
        kdv=Money(sums.kdv_minor, draft.currency),
        oiv=Money(sums.oiv_minor, draft.currency),
        withheld=Money(sums.withheld_minor, draft.currency),
        total=Money(sums.total_minor, draft.currency),
        ends_at=draft.ends_at,
    )


def _change(request: VezneRequest, row: Subscription) -> HttpResponse:
    what = request.POST.get("what", "")
    now, actor, public_id = request.now, request.actor, str(row.public_id)
    try:
        if what == "drop":
            downgrade_drop(subscription_id=row.pk, now=now, actor=actor)
            return done(request, _("Paket değişikliğinden vazgeçildi."), "service", public_id)
        version = _version(request.POST.get("version", ""), plans_on_offer(row.product_id))
        if what == "upgrade":
            invoice = upgrade_now(
                subscription_id=row.pk, version_id=version.pk, now=now, actor=actor
            )
            return redirect_to(request, pay_url(invoice.public_id))
        downgrade_at_renewal(subscription_id=row.pk, version_id=version.pk, now=now, actor=actor)
    except NotFound:
        raise
    except DomainError as error:
        return refused(request, error, "service_change", public_id)
    return done(request, _("Paket dönem sonunda değişecek."), "service", public_id)


def _version(public_id: str, offered: Sequence[PlanVersion]) -> PlanVersion:
    """A version that is on offer. Raises: NotFound."""
    version = find_plan_version(public_id)
    if version is None or version.pk not in {one.pk for one in offered}:
        raise NotFound
    return version


@panel_page(role=Role.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def service_cancel(request: VezneRequest, public_id: str) -> HttpResponse:
    """What cancelling means and when it takes effect; POST asks for it."""
    found = get_subscription(public_id, now=request.now)
    row = found.subscription
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel(
                subscription_id=row.pk,
                reason=form.cleaned_data["reason"],
                now=request.now,
                actor=request.actor,
            )
        except DomainError as error:
            return refused(request, error, "service", public_id)
        return done(request, _("İptal isteğiniz alındı."), "service", public_id)
    ends_at = cancel_preview(row, now=request.now)
    context = {
        "row": row,
        "form": form,
        "ends_at": ends_at,
        "ends_on": date_words(ends_at),
        "ends_now": ends_at <= request.now,
        "has_open_invoice": found.invoice_id is not None,
    }
    return page(request, "service_cancel", context, status=422 if form.errors else 200)


@panel_page(role=Role.STAFF)
@require_POST
def service_resume(request: VezneRequest, public_id: str) -> HttpResponse:
    """Take the wish to cancel back."""
    row = get_subscription(public_id, now=request.now).subscription
    try:
        cancel_take_back(subscription_id=row.pk, now=request.now, actor=request.actor)
    except DomainError as error:
        return refused(request, error, "service", public_id)
    return done(request, _("İptalden vazgeçildi, hizmet sürecek."), "service", public_id)
