"""One payment on the desk: its tries and what each heard, asking the provider now, money back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.core.errors import DomainError, NotFound
from vezne.core.money import Money
from vezne.flows.refunds import RefundWish, refund_give
from vezne.flows.settlement import ask_and_settle
from vezne.invoicing.models import InvoiceKind, InvoiceStatus
from vezne.ledger.errors import InsufficientFunds
from vezne.ledger.queries import wallet_available
from vezne.payments.models import Attempt, AttemptState, Refund, RefundState
from vezne.payments.queries import payment_detail
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.forms import reason_field
from vezne.web.desk.replies import done, page, refused
from vezne.web.desk.transcript import error_words, shown_attempts
from vezne.web.fields import MoneyField
from vezne.web.forms import VezneForm


class RefundForm(VezneForm):
    """How much goes back to the card, and why."""

    amount = MoneyField(label=_("İade tutarı"))
    withdraws_invoice = forms.BooleanField(
        label=_("Ödeme talebini de geri al"),
        required=False,
        help_text=_("Ödenen dönem iptal olur, tutarı bakiyeye geçer ve oradan karta iade edilir."),
    )
    reason = reason_field()


@desk_page()
@require_safe
def payment(request: VezneRequest, public_id: str) -> HttpResponse:
    """The whole of it."""
    return _show(request, public_id)


def _show(
    request: VezneRequest, public_id: str, *, refund: RefundForm | None = None, status: int = 200
) -> HttpResponse:
    detail = payment_detail(seller_id=request.seat.account_id, public_id=public_id)
    attempts = shown_attempts(detail)
    invoice = detail.payment.invoice
    refundable = next((one for one in attempts if one.refundable), None)
    left = refundable.refundable if refundable else None
    context: dict[str, Any] = {
        "payment": detail.payment,
        "invoice": invoice,
        "amount": Money(detail.payment.amount_minor, detail.payment.currency),
        "attempts": attempts,
        "allocations": detail.allocations,
        "refundable": refundable,
        "wallet": Money(
            wallet_available(
                current_account_id=detail.payment.current_account_id,
                unit=detail.payment.currency,
                now=request.now,
            ),
            detail.payment.currency,
        ),
        "is_withdrawable": invoice is not None
        and invoice.status == InvoiceStatus.PAID
        and invoice.kind != InvoiceKind.PACK,
        "refund_form": refund
        or RefundForm(auto_id="refund_%s", initial={"amount": left.minor if left else None}),
    }
    return page(request, "payment", context, status=status)


def _attempt_of(request: VezneRequest, public_id: str, attempt_id: str) -> Attempt:
    detail = payment_detail(seller_id=request.seat.account_id, public_id=public_id)
    for attempt in detail.attempts:
        if attempt.public_id == attempt_id:
            return attempt
    raise NotFound


@desk_page(role=Role.STAFF)
@require_POST
def payment_ask(request: VezneRequest, public_id: str, attempt_id: str) -> HttpResponse:
    """Ask the provider now what became of a try that has no certain end."""
    attempt = _attempt_of(request, public_id, attempt_id)
    try:
        settlement = ask_and_settle(attempt_id=attempt.pk, source="desk", now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_payment", public_id)
    state = AttemptState(settlement.state if settlement else attempt.state)
    words = _("Ödeme kuruluşunun yanıtı: %(state)s") % {"state": state.label}
    return done(request, words, "desk_payment", public_id)


@desk_page(role=Role.MANAGER)
@require_POST
def payment_refund(request: VezneRequest, public_id: str, attempt_id: str) -> HttpResponse:
    """Money back to the card, wholly or in part."""
    attempt = _attempt_of(request, public_id, attempt_id)
    form = RefundForm(request.POST, auto_id="refund_%s")
    if not form.is_valid():
        return _show(request, public_id, refund=form, status=422)
    wish = RefundWish(
        attempt_id=attempt.pk,
        amount_minor=form.cleaned_data["amount"],
        reason=form.cleaned_data["reason"],
        withdraws_invoice=form.cleaned_data["withdraws_invoice"],
    )
    try:
        refund = refund_give(wish=wish, now=request.now, actor=request.actor)
    except InsufficientFunds:
        form.add_error("amount", _("Bu tutar alıcının bakiyesinde yok; talebi de geri alın."))
    except DomainError as error:
        form.refuse(error)
    else:
        return _told(request, public_id, refund)
    return _show(request, public_id, refund=form, status=422)


def _told(request: VezneRequest, public_id: str, refund: Refund) -> HttpResponse:
    if refund.state == RefundState.DONE:
        return done(request, _("İade edildi."), "desk_payment", public_id)
    if refund.state == RefundState.FAILED:
        words = _("İade reddedildi: %(why)s") % {"why": error_words(refund.error_code)}
        messages.error(request, words)
        return done(request, _("Tutar alıcının bakiyesinde."), "desk_payment", public_id)
    messages.warning(
        request, _("İadenin sonucu henüz kesin değil. Yeniden göndermeyin; sonuç sorulacak.")
    )
    return done(request, _("İade kaydedildi."), "desk_payment", public_id)
