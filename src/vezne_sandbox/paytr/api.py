"""PayTR's API: tokens, charges of stored cards, refunds, status, cards, BIN, the day's report."""

import base64
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Sum

from vezne_sandbox.cardbank.cards import find_by_bin, find_by_fingerprint
from vezne_sandbox.cardbank.notices import is_told
from vezne_sandbox.paytr.endpoints import Call, PayTRError, endpoint
from vezne_sandbox.paytr.models import Order, OrderState, Return, StoredCard
from vezne_sandbox.paytr.orders import (
    NOTICE,
    CardInUse,
    card_use,
    form_expiry,
    order_charge,
)
from vezne_sandbox.paytr.wire import (
    ISTANBUL,
    comma_amount,
    local_day,
    local_text,
    masked_pan,
    point_amount,
    read_point_amount,
)

_CURRENCIES = ("TL", "TRY", "USD", "EUR", "GBP")
_REFUNDABLE = timedelta(days=365)
_FEE_PERMILLE = 29


@endpoint(
    "paytr_get_token",
    "merchant_id",
    "user_ip",
    "merchant_oid",
    "email",
    "payment_amount",
    "user_basket",
    "no_installment",
    "max_installment",
    "currency",
    "test_mode",
)
def get_token(call: Call) -> dict[str, Any]:
    """A token for one hosted form."""
    oid, amount = call.text("merchant_oid"), call.text("payment_amount")
    _check_order(call, oid)
    if not amount.isdigit() or not int(amount):
        raise PayTRError("failed", "payment_amount gecersiz")
    try:
        basket = json.loads(base64.b64decode(call.text("user_basket"), validate=True))
    except ValueError:
        raise PayTRError("failed", "user_basket gecersiz") from None
    if not basket or not all(len(row) == 3 for row in basket):
        raise PayTRError("failed", "user_basket gecersiz")
    most = call.text("max_installment")
    is_single = call.text("no_installment") == "1"
    order = Order.objects.create(
        **_order_fields(call, oid),
        token=secrets.token_hex(32),
        state=OrderState.OPEN,
        amount=int(amount),
        max_installment=1 if is_single else max(1, int(most) if most.isdigit() else 1),
        wants_storing=call.text("store_card") == "1",
        utoken=call.text("utoken"),
        expires_at=form_expiry(call.now, call.text("timeout_limit")),
    )
    return {"status": "success", "token": order.token}


@endpoint(
    "paytr_payment",
    "merchant_id",
    "user_ip",
    "merchant_oid",
    "email",
    "payment_amount",
    "payment_type",
    "installment_count",
    "currency",
    "test_mode",
    "non_3d",
)
def payment(call: Call) -> dict[str, Any]:
    """A recurring charge of a stored card; a typed card is not taken here."""
    oid, amount = call.text("merchant_oid"), read_point_amount(call.text("payment_amount"))
    _check_order(call, oid)
    if call.text("recurring_payment") != "1" or call.text("non_3d") != "1" or not amount:
        raise PayTRError("failed", "yalniz tekrarlayan odeme")
    if not call.shop.may_recur:
        raise PayTRError("failed", "Magaza non3d islem yapamaz")
    stored = StoredCard.objects.filter(
        shop=call.shop, utoken=call.text("utoken"), ctoken=call.text("ctoken")
    ).first()
    if stored is None:
        raise PayTRError("failed", "Kayitli kart bulunamadi")
    order = Order(
        **_order_fields(call, oid),
        state=OrderState.OPEN,
        amount=amount,
        expires_at=call.now,
    )
    card_use(order, CardInUse.stored(stored), installment=1)
    order.save()
    order = order_charge(order.pk, now=call.now, forced_error_code=stored.forced_error_code)
    if order.state == OrderState.PAID:
        return {"status": "success", "msg": "Odeme basarili"}
    return {"status": "failed", "msg": order.error_words, "try_again": True}


@endpoint("paytr_status", "merchant_id", "merchant_oid")
def status(call: Call) -> dict[str, Any]:
    """durum-sorgu: amounts with a comma, returns with their references."""
    order = _paid(call)
    if order is None or order.is_hidden:
        raise PayTRError("error", "merchant_oid ile basarili odeme bulunamadi", "004")
    fee = order.total * _FEE_PERMILLE // 1000
    card = find_by_fingerprint(order.card_fingerprint)
    return {
        "status": "success",
        "merchant_oid": order.merchant_oid,
        "payment_amount": comma_amount(order.amount),
        "payment_total": comma_amount(order.total),
        "payment_date": local_text(order.paid_at or order.created_at),
        "currency": order.currency,
        "net_tutar": comma_amount(order.total - fee),
        "kesinti_tutari": comma_amount(fee),
        "taksit": str(order.installment if order.installment > 1 else 0),
        "kart_marka": card.family if card else "",
        "masked_pan": masked_pan(order.bin_number, order.last_four),
        "auth_code": order.auth_code,
        "odeme_tipi": "KART",
        "test_mode": str(int(order.is_test)),
        "returns": [
            {
                "return_amount": comma_amount(back.amount),
                "return_date": local_text(back.created_at),
                "reference_no": back.reference_no,
            }
            for back in order.returns.order_by("pk")
        ],
    }


@endpoint("paytr_refund", "merchant_id", "merchant_oid", "return_amount")
def refund(call: Call) -> dict[str, Any]:
    """iade: whole or in parts, within a year, after the notice was taken."""
    amount = read_point_amount(call.text("return_amount"))
    if not amount:
        raise PayTRError("error", "return_amount gecersiz", "005")
    found = _paid(call)
    if found is None:
        raise PayTRError("error", "Basarili odeme bulunamadi", "004")
    if call.shop.notice_url and not is_told(found.merchant_oid, endpoint=NOTICE):
        raise PayTRError("error", "Bildirim islemi tamamlanmadi", "007")
    if found.paid_at is not None and call.now - found.paid_at > _REFUNDABLE:
        raise PayTRError("error", "1 yildan eski islem", "011")
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=found.pk)
        back = order.returns.aggregate(total=Sum("amount"))["total"] or 0
        if back + amount > order.total:
            raise PayTRError("error", "Iade tutari kalan tutardan fazla", "009")
        Return.objects.create(
            order=order,
            amount=amount,
            reference_no=call.text("reference_no"),
            created_at=call.now,
        )
    return {
        "status": "success",
        "is_test": str(int(order.is_test)),
        "merchant_oid": order.merchant_oid,
        "return_amount": point_amount(amount),
        "reference_no": call.text("reference_no"),
    }


@endpoint("paytr_card_list", "utoken")
def card_list(call: Call) -> Any:
    """capi/list: the payer's cards, oldest first; a bare list."""
    rows = StoredCard.objects.filter(shop=call.shop, utoken=call.text("utoken")).order_by("pk")
    return [
        {
            "ctoken": row.ctoken,
            "last_4": row.last_four,
            "require_cvv": "0",
            "month": row.expire_month,
            "year": row.expire_year[2:],
            "c_bank": card.bank if card else "",
            "c_name": row.holder,
            "c_brand": card.family if card else "",
            "c_type": "credit",
            "schema": (card.association if card else "").replace("_", ""),
        }
        for row in rows
        for card in [find_by_fingerprint(row.fingerprint)]
    ]


@endpoint("paytr_card_delete", "ctoken", "utoken")
def card_delete(call: Call) -> dict[str, Any]:
    """capi/delete."""
    found = StoredCard.objects.filter(
        shop=call.shop, utoken=call.text("utoken"), ctoken=call.text("ctoken")
    )
    if not found.exists():
        raise PayTRError("error", "Kart bulunamadi")
    found.delete()
    return {"status": "success"}


@endpoint("paytr_bin", "bin_number", "merchant_id")
def bin_detail(call: Call) -> dict[str, Any]:
    """api/bin-detail; failed for a BIN that is not known."""
    card = find_by_bin(call.text("bin_number")[:8])
    if card is None:
        return {"status": "failed"}
    return {"status": "success", "bank": card.bank, "brand": card.family}


@endpoint("paytr_report", "merchant_id", "start_date", "end_date")
def day_report(call: Call) -> dict[str, Any]:
    """rapor/islem-dokumu: sales (S) and returns (I) of at most three days."""
    starts, ends = _read_local(call.text("start_date")), _read_local(call.text("end_date"))
    if ends - starts > timedelta(days=3):
        raise PayTRError("error", "En fazla 3 gun", "005")
    ends += timedelta(seconds=1)
    sales = Order.objects.filter(
        shop=call.shop,
        state=OrderState.PAID,
        is_hidden=False,
        paid_at__gte=starts,
        paid_at__lt=ends,
    )
    backs = Return.objects.select_related("order").filter(
        order__shop=call.shop, created_at__gte=starts, created_at__lt=ends
    )
    rows = [_report_row("S", one, one.total, one.paid_at) for one in sales.order_by("paid_at")]
    rows += [
        _report_row("I", back.order, back.amount, back.created_at) for back in backs.order_by("pk")
    ]
    if not rows:
        raise PayTRError("failed", "ilgili tarih araliginda islem bulunamadi")
    return {"status": "success", "data": rows}


def _report_row(kind: str, order: Order, amount: int, at: datetime | None) -> dict[str, str]:
    fee = amount * _FEE_PERMILLE // 1000 if kind == "S" else 0
    return {
        "islem_tipi": kind,
        "islem_tutari": comma_amount(amount),
        "net_tutar": comma_amount(amount - fee),
        "kesinti_tutari": comma_amount(fee),
        "kesinti_orani": "2.9",
        "islem_tarihi": local_day(at or order.created_at),
        "para_birimi": order.currency,
        "taksit": str(order.installment),
        "kart_no": masked_pan(order.bin_number, order.last_four),
        "siparis_no": order.merchant_oid,
        "odeme_tipi": "KART",
    }


def _read_local(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=ISTANBUL)
    except ValueError:
        raise PayTRError("error", "tarih gecersiz", "002") from None


def _check_order(call: Call, oid: str) -> None:
    if not oid.isalnum() or not oid.isascii() or len(oid) > 64:
        raise PayTRError("failed", "merchant_oid alfanumerik olmalidir")
    if Order.objects.filter(shop=call.shop, merchant_oid=oid).exists():
        raise PayTRError("failed", "merchant_oid daha once kullanildi")
    if call.text("currency") not in _CURRENCIES:
        raise PayTRError("failed", "currency gecersiz")
    if "@" not in call.text("email") or not call.text("email").isascii():
        raise PayTRError("failed", "email gecersiz")


def _order_fields(call: Call, oid: str) -> dict[str, Any]:
    return {
        "shop": call.shop,
        "merchant_oid": oid,
        "email": call.text("email"),
        "user_name": call.text("user_name"),
        "user_phone": call.text("user_phone"),
        "currency": "TL" if call.text("currency") == "TRY" else call.text("currency"),
        "ok_url": call.text("merchant_ok_url"),
        "fail_url": call.text("merchant_fail_url"),
        "is_test": call.text("test_mode") == "1",
        "created_at": call.now,
    }


def _paid(call: Call) -> Order | None:
    rows = Order.objects.filter(shop=call.shop, merchant_oid=call.text("merchant_oid"))
    return rows.filter(state=OrderState.PAID).first()
