"""The hosted form: opened by a shop, paid by a holder, read by the shop."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from vezne_sandbox.iyzico.charges import Charge, charge_card, payment_fail, threeds_begin
from vezne_sandbox.iyzico.errors import THREEDS_FAILED, IyzicoError
from vezne_sandbox.iyzico.installments import allowed_for, total_with
from vezne_sandbox.iyzico.models import (
    CheckoutForm,
    Merchant,
    Payment,
    PaymentSource,
    PaymentStatus,
)
from vezne_sandbox.iyzico.orders import Order
from vezne_sandbox.iyzico.vault import CardInUse, user_get

TOKEN_SECONDS = 1800  # tokenExpireTime in iyzico's samples


@dataclass(frozen=True)
class FormOptions:
    """How the shop wants the form to behave."""

    locale: str = "tr"
    card_user_key: str = ""  # empty = no stored cards are offered
    is_preauth: bool = False
    is_threeds_forced: bool = False
    register_card: bool | None = None  # None offers the box, True ticks it, False hides it


def form_open(
    merchant: Merchant, order: Order, options: FormOptions, *, now: datetime
) -> CheckoutForm:
    """A token for one payment.

    Raises:
        IyzicoError: 3001, unknown card user.
    """
    if options.card_user_key:
        user_get(merchant, options.card_user_key)
    return CheckoutForm.objects.create(
        merchant=merchant,
        token=str(uuid.uuid4()),
        locale=options.locale,
        is_preauth=options.is_preauth,
        is_threeds_forced=options.is_threeds_forced,
        is_card_storable=options.register_card is not False,
        is_card_stored_by_default=options.register_card is True,
        card_user_key=options.card_user_key,
        order=order.as_json(),
        created_at=now,
        expires_at=now + timedelta(seconds=TOKEN_SECONDS),
    )


def form_find(token: str) -> CheckoutForm | None:
    """The form behind a token, with its payment."""
    return CheckoutForm.objects.select_related("merchant", "payment").filter(token=token).first()


def is_finished(form: CheckoutForm) -> bool:
    """The holder has paid or was refused; the form takes no other card."""
    return form.payment is not None and form.payment.status != PaymentStatus.INIT_THREEDS


def form_pay(
    token: str, in_use: CardInUse, *, installment: int, wants_threeds: bool, now: datetime
) -> Payment:
    """The holder presses the button. A second press finds the first one's result.

    A holder who came back from the bank's page and tries again ends the attempt that was there.

    Raises:
        IyzicoError: 5115 unknown, 5116 expired, 5117 instalments not allowed for this card.
    """
    with transaction.atomic():
        form = CheckoutForm.objects.select_for_update().filter(token=token).first()
        if form is None:
            raise IyzicoError("5115")
        if form.payment_id is not None:
            earlier = Payment.objects.select_for_update().get(pk=form.payment_id)
            if earlier.status != PaymentStatus.INIT_THREEDS:
                return earlier
            payment_fail(earlier, THREEDS_FAILED.code, now=now)
        if now >= form.expires_at:
            raise IyzicoError("5116")
        order = Order.from_json(form.order)
        if installment not in allowed_for(in_use.card, order.enabled_installments, order.currency):
            raise IyzicoError("5117")
        charge = Charge(
            merchant=form.merchant,
            source=PaymentSource.CHECKOUT_FORM,
            order=order,
            in_use=in_use,
            installment=installment,
            paid_price=total_with(installment, order.paid_price),
            is_preauth=form.is_preauth,
            token=token,
        )
        if form.is_threeds_forced or wants_threeds or in_use.card.is_debit:
            form.payment = threeds_begin(charge, now=now)
        else:
            form.payment = charge_card(charge, now=now)
        form.save(update_fields=["payment"])
        return form.payment
