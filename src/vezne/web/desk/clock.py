"""Saat: the installation's time, moved on day by day, and what each day brought; sandbox only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.core.clock import real_now
from vezne.core.errors import DomainError
from vezne.flows.clock import MOST_DAYS, ClockStep, clock_advance, clock_can_move
from vezne.web.access import VezneRequest, operator_page
from vezne.web.desk.replies import done, page
from vezne.web.fields import InstantField
from vezne.web.forms import VezneForm

DONE_KEY = "vezne_clock_done"
QUICK = {"saat": timedelta(hours=1), "gun": timedelta(days=1)}
PARTS: dict[str, Promise] = {
    "attempts": _("ödeme sonucu soruldu"),
    "refunds": _("iade sonucu soruldu"),
    "renewals": _("yenileme açıldı"),
    "charges": _("kayıtlı kart denendi"),
    "transitions": _("abonelik durumu değişti"),
    "reminders": _("hatırlatma gönderildi"),
    "cards": _("kart uyarısı"),
    "trials": _("deneme uyarısı"),
    "orders": _("siparişin süresi doldu"),
    "events": _("olay işlendi"),
    "mails": _("e-posta gönderildi"),
    "webhooks": _("webhook gönderildi"),
}
SANDBOX_LINKS = (
    ("", _("Deneme ortamı"), "world"),
    ("kartlar", _("Deneme kartları"), "credit-card"),
    ("eposta", _("E-posta kutusu"), "mail"),
    ("sms-kutusu", _("SMS kutusu"), "message"),
)


class DaysForm(VezneForm):
    """So many days on."""

    days = forms.IntegerField(
        label=_("Gün"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=7,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Bir seferde en çok 31 gün."),
    )


class TargetForm(VezneForm):
    """On to an instant."""

    target = InstantField(label=_("Tarih"), help_text=_("Saat yazılmazsa günün başı."))


@operator_page
@require_safe
def clock(request: VezneRequest) -> HttpResponse:
    """The time, the ways to move it, and what the last move did."""
    return _show(request)


@operator_page
@require_POST
def clock_move(request: VezneRequest) -> HttpResponse:
    """An hour, a day, so many days, or to an instant; done day by day."""
    days, target = DaysForm(auto_id="days_%s"), TargetForm(auto_id="target_%s")
    step = QUICK.get(request.POST.get("step", ""))
    wanted = request.now + step if step else None
    asked: VezneForm | None = None
    if step is None and "days" in request.POST:
        asked = days = DaysForm(request.POST, auto_id="days_%s")
        if days.is_valid():
            wanted = request.now + timedelta(days=days.cleaned_data["days"])
    elif step is None:
        asked = target = TargetForm(request.POST, auto_id="target_%s")
        if target.is_valid():
            wanted = target.cleaned_data["target"]
    if wanted is None:
        return _show(request, days=days, target=target, status=422)
    try:
        steps = clock_advance(target=wanted, now=request.now, actor=request.actor)
    except DomainError as error:
        if asked is None:
            return _show(request, refusal=str(error), status=422)
        asked.refuse(error, next(iter(asked.fields)))
        return _show(request, days=days, target=target, status=422)
    request.session[DONE_KEY] = [_kept(one) for one in steps]
    return done(request, _("Saat ileri alındı."), "operator_clock")


def _show(
    request: VezneRequest,
    *,
    days: DaysForm | None = None,
    target: TargetForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    real = real_now()
    sandbox = settings.VEZNE_SANDBOX_URL.rstrip("/")
    return page(
        request,
        "clock",
        {
            "real": real,
            "behind_days": (real - request.now).days,
            "can_move": clock_can_move(),
            "is_sandbox": settings.SANDBOX,
            "days": days or DaysForm(auto_id="days_%s"),
            "target": target or TargetForm(auto_id="target_%s"),
            "refusal": refusal,
            "steps": [_shown(one) for one in request.session.pop(DONE_KEY, [])],
            "links": [(f"{sandbox}/{path}", label, name) for path, label, name in SANDBOX_LINKS]
            if settings.SANDBOX
            else [],
        },
        status=status,
    )


def _kept(step: ClockStep) -> dict[str, Any]:
    return {"at": step.at.isoformat(), "done": step.done}


def _shown(kept: dict[str, Any]) -> tuple[datetime, list[tuple[int, str | Promise]]]:
    parts = [(count, PARTS.get(part, part)) for part, count in kept["done"].items()]
    return datetime.fromisoformat(kept["at"]), parts
