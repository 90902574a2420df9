"""The signed form built, amounts read; pure.

Amounts go to the gateway as `100.25`; the order's status answers them times a hundred (`10025`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from vezne.core.money import Money
from vezne.payments.providers.base import FormRequest
from vezne.payments.providers.nestpay.signing import form_hash
from vezne.payments.providers.references import order_id

FORM_SECONDS = 30 * 60
# Every currency of `core.money`.
CURRENCY_NUMBERS = {"TRY": "949", "USD": "840", "EUR": "978", "GBP": "826"}
_DECIMAL = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,2}))?")
_KEPT = (
    "oid",
    "ReturnOid",
    "Response",
    "ProcReturnCode",
    "mdStatus",
    "mdErrorMsg",
    "ErrMsg",
    "amount",
    "currency",
    "AuthCode",
    "HostRefNum",
    "TransId",
    "MaskedPan",
    "storetype",
    "OrderId",
    "TRANS_STAT",
    "ORDERSTATUS",
    "ORIG_TRANS_AMT",
    "CAPTURE_AMT",
    "CHARGE_TYPE_CD",
    "PROC_RET_CD",
    "AUTH_CODE",
    "AUTH_DTTM",
    "HOST_REF_NUM",
    "TRANS_ID",
)
"""What an answer leaves in our event log: no keys, a card masked by the bank itself."""


def amount_text(amount: Money) -> str:
    """Major units with a decimal point: `118.80`."""
    return format(amount.decimal, "f")


def read_decimal(text: str) -> int | None:
    """`118.80`, `118,8`, `118` in minor units; None for anything else."""
    found = _DECIMAL.fullmatch(text)
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else None


def read_hundredfold(text: str) -> int | None:
    """`11880` in minor units, as ORDERSTATUS has it; with a point it is a decimal."""
    if re.fullmatch(r"[0-9]{1,14}", text):
        return int(text)
    return read_decimal(text)


def form_fields(
    request: FormRequest, *, client_id: str, store_key: str, random: str
) -> tuple[tuple[str, str], ...]:
    """The signed form of the payer's browser."""
    fields = {
        "clientid": client_id,
        "storetype": "3d_pay_hosting",
        "TranType": "Auth",
        "amount": amount_text(request.amount),
        "currency": CURRENCY_NUMBERS[request.amount.currency],
        "oid": order_id(request.reference),
        "okUrl": request.callback_url,
        "failUrl": request.callback_url,
        "callbackurl": request.notice_url,
        "taksit": "",
        "lang": "en" if request.locale == "en" else "tr",
        "rnd": random,
        "hashAlgorithm": "ver3",
        "Email": request.buyer.email,
        "BillToName": f"{request.buyer.name} {request.buyer.surname}".strip()[:60],
        "tel": request.buyer.phone,
    }
    signed = {name: value for name, value in fields.items() if value or name == "taksit"}
    return (*signed.items(), ("hash", form_hash(signed, store_key=store_key)))


def transcript(answer: Mapping[str, str]) -> dict[str, str]:
    """The answer for our event log, scrubbed by an allow-list."""
    return {name: answer[name][:200] for name in _KEPT if answer.get(name)}
