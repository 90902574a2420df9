"""Requests built and answers read; pure.

One API, three ways to write an amount: kuruş as a whole number (token, notice), `100.99` (stored
card, refund) and `10,8` (status, reports).
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from ipaddress import IPv4Address, ip_address
from typing import Any

from vezne.core.money import Money
from vezne.payments.providers.base import BasketLine, BuyerDetails, FormRequest, StoredCharge
from vezne.payments.providers.references import order_id

FORM_MINUTES = 30
NO_IP = "127.0.0.1"
_KEPT = (
    "status",
    "err_no",
    "err_msg",
    "reason",
    "msg",
    "merchant_oid",
    "payment_amount",
    "payment_total",
    "total_amount",
    "payment_date",
    "currency",
    "taksit",
    "installment_count",
    "kart_marka",
    "masked_pan",
    "odeme_tipi",
    "payment_type",
    "test_mode",
    "net_tutar",
    "kesinti_tutari",
    "return_amount",
    "reference_no",
    "failed_reason_code",
    "failed_reason_msg",
    "try_again",
)
"""What an answer leaves in our event log: no keys, no tokens, a card masked by PayTR itself."""
_PLAIN = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,2})?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}")


def currency_code(currency: str) -> str:
    """As PayTR names it."""
    return "TL" if currency == "TRY" else currency


def currency_of(code: str) -> str:
    """As we name it."""
    return "TRY" if code in ("TL", "TRY", "") else code


def amount_text(amount: Money) -> str:
    """Major units with a decimal point: `118.80`."""
    return format(amount.decimal, "f")


def read_minor(text: str) -> int | None:
    """`10,8`, `10.80`, `1.234,5` in minor units; None for anything that could be read two ways."""
    if _GROUPED.fullmatch(text):
        text = text.replace(".", "")
    elif not _PLAIN.fullmatch(text):
        return None
    whole, _sign, part = text.replace(",", ".").partition(".")
    return int(whole) * 100 + int(part.ljust(2, "0"))


def read_kurus(text: str) -> int | None:
    """A whole number of minor units, as notices have it."""
    return int(text) if re.fullmatch(r"[0-9]{1,14}", text) else None


def ip_of(buyer: BuyerDetails) -> str:
    """The payer's IPv4; PayTR takes no other kind."""
    try:
        address = ip_address(buyer.ip)
    except ValueError:
        return NO_IP
    return str(address) if isinstance(address, IPv4Address) else NO_IP


def email_of(buyer: BuyerDetails) -> str:
    """The payer's address in ASCII, as PayTR wants it. Raises: ValueError when there is none."""
    local, _at, domain = buyer.email.rpartition("@")
    if not local or not local.isascii():
        raise ValueError("no e-mail address in ASCII")
    text = f"{local}@{domain.encode('idna').decode()}"
    if len(text) > 100:
        raise ValueError("the e-mail address is too long")
    return text


def _basket(lines: tuple[BasketLine, ...]) -> str:
    rows = [[line.name, amount_text(line.amount), 1] for line in lines]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _payer(buyer: BuyerDetails) -> dict[str, str]:
    return {
        "user_name": f"{buyer.name} {buyer.surname}".strip()[:60],
        "user_address": f"{buyer.address} {buyer.city}".strip()[:400],
        "user_phone": buyer.phone[:20],
    }


def form_fields(request: FormRequest, test_mode: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """A token's fields, and those of them that are hashed, in order. Raises: ValueError."""
    most = max(request.instalments)
    hashed = {
        "user_ip": ip_of(request.buyer),
        "merchant_oid": order_id(request.reference),
        "email": email_of(request.buyer),
        "payment_amount": str(request.amount.minor),
        "user_basket": base64.b64encode(_basket(request.lines).encode()).decode(),
        "no_installment": "1" if most == 1 else "0",
        "max_installment": str(most) if most > 1 else "0",
        "currency": currency_code(request.amount.currency),
        "test_mode": test_mode,
    }
    fields = hashed | {
        **_payer(request.buyer),
        "merchant_ok_url": request.callback_url,
        "merchant_fail_url": request.callback_url,
        "timeout_limit": str(FORM_MINUTES),
        "debug_on": "0",
        "lang": "en" if request.locale == "en" else "tr",
        "iframe_v2": "1",
    }
    if request.wants_storing:
        fields["store_card"] = "1"
        if request.user_key:
            fields["utoken"] = request.user_key
    return fields, tuple(hashed.values())


def charge_fields(charge: StoredCharge, test_mode: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """A charge of a stored card without its holder; as `form_fields`. Raises: ValueError."""
    hashed = {
        "user_ip": ip_of(charge.buyer),
        "merchant_oid": order_id(charge.reference),
        "email": email_of(charge.buyer),
        "payment_amount": amount_text(charge.amount),
        "payment_type": "card",
        "installment_count": "0",
        "currency": currency_code(charge.amount.currency),
        "test_mode": test_mode,
        "non_3d": "1",
    }
    fields = hashed | {
        **_payer(charge.buyer),
        "user_basket": _basket(charge.lines),
        "utoken": charge.user_key,
        "ctoken": charge.card_token,
        "recurring_payment": "1",
        "merchant_ok_url": "https://localhost/",
        "merchant_fail_url": "https://localhost/",
        "client_lang": "en" if charge.locale == "en" else "tr",
    }
    return fields, tuple(hashed.values())


def read_text(answer: Mapping[str, Any], name: str) -> str:
    """A field as text; null and what is no plain value as empty."""
    value = answer.get(name)
    return str(value) if isinstance(value, str | int) else ""


def rows_of(answer: Any, *names: str) -> list[dict[str, Any]]:
    """The objects under the first of these names that holds a list."""
    for name in names:
        found = answer.get(name) if isinstance(answer, dict) else None
        if isinstance(found, list):
            return [row for row in found if isinstance(row, dict)]
    return []


def transcript(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer for our event log, scrubbed by an allow-list."""
    return {name: read_text(answer, name) for name in _KEPT if read_text(answer, name)}
