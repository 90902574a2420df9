"""API: checkout form and direct 3D."""

import base64
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from vezne_sandbox.iyzico.answers import form_signature, payment_fields, payment_signature
from vezne_sandbox.iyzico.charges import Charge, threeds_begin, threeds_collect
from vezne_sandbox.iyzico.endpoints import Call, endpoint
from vezne_sandbox.iyzico.errors import IyzicoError
from vezne_sandbox.iyzico.forms import TOKEN_SECONDS, FormOptions, form_find, form_open
from vezne_sandbox.iyzico.models import Payment, PaymentSource, PaymentStatus
from vezne_sandbox.iyzico.orders import Order, read_amount, read_order, read_text
from vezne_sandbox.iyzico.payment_cards import read_payment_card
from vezne_sandbox.iyzico.signatures import answer_signature
from vezne_sandbox.iyzico.wire import short


@endpoint("checkout_form_initialize")
def checkout_form_initialize(call: Call) -> dict[str, Any]:
    """Open a hosted form: ``/payment/iyzipos/checkoutform/initialize/[auth|preauth]/ecom``."""
    register_card = read_text(call.body, "registerCard")
    form = form_open(
        call.merchant,
        read_order(call.body, needs_callback=True),
        FormOptions(
            locale=call.locale,
            card_user_key=read_text(call.body, "cardUserKey"),
            is_preauth="/preauth/" in call.path,
            is_threeds_forced=read_text(call.body, "forceThreeDS") in ("1", "True"),
            register_card=register_card in ("1", "True") if register_card else None,
        ),
        now=call.now,
    )
    page = f"{settings.SANDBOX_PUBLIC_URL}/odeme?token={form.token}&lang={form.locale}"
    script = f"{settings.SANDBOX_PUBLIC_URL}/static/iyzico/embed.js"
    return {
        "token": form.token,
        "tokenExpireTime": TOKEN_SECONDS,
        "checkoutFormContent": f'<script src="{script}" data-page="{page}" async></script>',
        "paymentPageUrl": page,
        "payWithIyzicoPageUrl": page,
        "signature": answer_signature(call.merchant.secret_key, call.conversation_id, form.token),
    }


@endpoint("checkout_form_detail")
def checkout_form_detail(call: Call) -> dict[str, Any]:
    """What became of a form. Before anybody has paid there is no paymentStatus.

    An unpaid form past its time is refused with 5116: nobody can pay it any more.
    """
    form = form_find(read_text(call.body, "token", required=True))
    if form is None or form.merchant_id != call.merchant.pk:
        raise IyzicoError("5115")
    order = Order.from_json(form.order)
    frame: dict[str, Any] = {"token": form.token, "callbackUrl": order.callback_url}
    if form.payment is None and call.now >= form.expires_at:
        raise _with_fields(IyzicoError("5116"), frame)
    frame["signature"] = form_signature(form, form.payment, call.conversation_id)
    if form.payment is None:
        return frame | _order_fields(order, form.payment)
    frame["paymentStatus"] = form.payment.status
    if form.payment.status == PaymentStatus.FAILURE:
        frame |= {"paymentId": form.payment.payment_id, **_order_fields(order, form.payment)}
        if form.payment.is_threeds:
            frame["mdStatus"] = int(form.payment.md_status or 0)
        raise _with_fields(IyzicoError(form.payment.error_code), frame)
    if form.payment.status != PaymentStatus.SUCCESS:
        return frame | _order_fields(order, form.payment) | {"paymentId": form.payment.payment_id}
    return frame | payment_fields(form.payment)


@endpoint("threeds_initialize")
def threeds_initialize(call: Call) -> dict[str, Any]:
    """Begin a direct 3D charge; the shop shows the answered page in the holder's browser."""
    order = read_order(call.body, needs_callback=True)
    payment = threeds_begin(
        Charge(
            merchant=call.merchant,
            source=PaymentSource.THREE_DS,
            order=order,
            in_use=read_payment_card(call),
            installment=order.installment,
            paid_price=order.paid_price,
            is_preauth=call.path.endswith("/preauth"),
        ),
        now=call.now,
    )
    if payment.status == PaymentStatus.FAILURE:
        raise IyzicoError(payment.error_code)
    page = render_to_string(
        "iyzico/threeds_start.html",
        {"public_url": settings.SANDBOX_PUBLIC_URL, "acs_token": payment.acs_token},
    )
    return {
        "threeDSHtmlContent": base64.b64encode(page.encode()).decode(),
        "paymentId": payment.payment_id,
        "signature": answer_signature(
            call.merchant.secret_key, payment.payment_id, call.conversation_id
        ),
    }


@endpoint("threeds_auth")
def threeds_auth(call: Call) -> dict[str, Any]:
    """Collect after the 3D page; v2 also names amount, basket and currency, and they must match."""
    payment_id = read_text(call.body, "paymentId", required=True)
    if "/v2/" in call.path:
        _check_v2(call, payment_id)
    payment = threeds_collect(call.merchant, payment_id, now=call.now)
    return {
        **payment_fields(payment),
        "signature": payment_signature(payment, call.conversation_id),
    }


def _check_v2(call: Call, payment_id: str) -> None:
    payment = None
    if payment_id.isdigit():
        payment = Payment.objects.filter(merchant=call.merchant, pk=payment_id[:18]).first()
    if payment is None:
        raise IyzicoError("5085")
    for name, expected in (("basketId", payment.basket_id), ("currency", payment.currency)):
        if read_text(call.body, name, required=True) != expected:
            raise IyzicoError("5095", name)
    if read_amount(call.body, "paidPrice") != payment.paid_price:
        raise IyzicoError("5095", "paidPrice")


def _order_fields(order: Order, payment: Payment | None) -> dict[str, Any]:
    return {
        "price": short(order.price),
        "paidPrice": short(payment.paid_price if payment else order.paid_price),
        "currency": order.currency,
        "basketId": order.basket_id or None,
    }


def _with_fields(error: IyzicoError, fields: dict[str, Any]) -> IyzicoError:
    error.fields = fields
    return error
