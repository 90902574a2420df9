"""One subscription on the desk: periods, blocks, what happened and why, and what staff may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.accounts.queries import get_account
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.flows.changes import end_by_seller
from vezne.reports.panel import period_lines, service_line
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.queries import blocks_of, get_subscription, timeline_of
from vezne.subscriptions.services import block_lift, block_place, renewal_unpark
from vezne.subscriptions.states import OVER_STATES
from vezne.subscriptions.types import BlockKind
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.forms import EndForm, ReasonForm
from vezne.web.desk.replies import done, page, refused
from vezne.web.forms import VezneForm
from vezne.web.panel.timeline import shown_entries

FORMS: dict[str, type[VezneForm]] = {"block": ReasonForm, "lift": ReasonForm, "end": EndForm}


@desk_page()
@require_safe
def subscription(request: VezneRequest, public_id: str) -> HttpResponse:
    """The whole of it."""
    return _show(request, public_id)


def _show(
    request: VezneRequest, public_id: str, *, status: int = 200, **bound: VezneForm
) -> HttpResponse:
    found = get_subscription(public_id, now=request.now)
    row = found.subscription
    blocks = blocks_of(row.pk)
    forms: dict[str, Any] = {
        name: bound.get(name) or form(auto_id=f"{name}_%s") for name, form in FORMS.items()
    }
    return page(
        request,
        "subscription",
        {
            "line": service_line(found, now=request.now),
            "row": row,
            "buyer": get_account(row.buyer_id),
            "price": Money(row.price_minor, row.currency),
            "periods": period_lines(row.pk),
            "blocks": blocks,
            "is_blocked_by_us": any(block.kind == BlockKind.STAFF for block in blocks),
            "is_over": found.state in OVER_STATES,
            "timeline": shown_entries(timeline_of(row.pk)),
            "forms": forms,
            "is_refused": bool(bound),
        },
        status=status,
    )


def _act(
    request: VezneRequest,
    public_id: str,
    name: str,
    write: Callable[[Subscription, dict[str, Any]], object],
    words: str | Promise,
) -> HttpResponse:
    row = get_subscription(public_id, now=request.now).subscription
    form = FORMS[name](request.POST, auto_id=f"{name}_%s")
    if form.is_valid():
        try:
            write(row, form.cleaned_data)
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, words, "desk_subscription", public_id)
    return _show(request, public_id, status=422, **{name: form})


@desk_page(role=Role.STAFF)
@require_POST
def subscription_block(request: VezneRequest, public_id: str) -> HttpResponse:
    """Shut it whatever is paid, with a reason that its owner sees."""

    def write(row: Subscription, typed: dict[str, Any]) -> None:
        block_place(
            subscription_id=row.pk,
            kind=BlockKind.STAFF,
            reason=typed["reason"],
            now=request.now,
            actor=request.actor,
        )

    return _act(request, public_id, "block", write, _("Hizmet durduruldu."))


@desk_page(role=Role.STAFF)
@require_POST
def subscription_lift(request: VezneRequest, public_id: str) -> HttpResponse:
    """Take our own block back; a debt goes on to shut it."""

    def write(row: Subscription, typed: dict[str, Any]) -> None:
        block_lift(
            subscription_id=row.pk,
            kind=BlockKind.STAFF,
            reason=typed["reason"],
            now=request.now,
            actor=request.actor,
        )

    return _act(request, public_id, "lift", write, _("Durdurma kaldırıldı."))


@desk_page(role=Role.MANAGER)
@require_POST
def subscription_end(request: VezneRequest, public_id: str) -> HttpResponse:
    """End it now, for good."""

    def write(row: Subscription, typed: dict[str, Any]) -> None:
        end_by_seller(
            subscription_id=row.pk,
            reason=typed["reason"],
            forgives_debt=typed["forgives_debt"],
            now=request.now,
            actor=request.actor,
        )

    return _act(request, public_id, "end", write, _("Hizmet sona erdirildi."))


@desk_page(role=Role.STAFF)
@require_POST
def subscription_unpark(request: VezneRequest, public_id: str) -> HttpResponse:
    """Staff have looked: the next run renews it again."""
    row = get_subscription(public_id, now=request.now).subscription
    try:
        renewal_unpark(subscription_id=row.pk, now=request.now, actor=request.actor)
    except DomainError as error:
        return refused(request, error, "desk_subscription", public_id)
    return done(request, _("Yenileme yeniden başlatıldı."), "desk_subscription", public_id)
