"""PayTR's reason codes in our closed vocabulary; pure. They are not signed: they choose words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vezne.payments.types import ErrorCode

NO_SUCCESS = "004"
"""durum-sorgu: no *successful* payment under this number; one may still be under way."""

_REASONS = {
    "0": ErrorCode.DECLINED,  # the bank's own words
    "1": ErrorCode.PROVIDER_ERROR,
    "2": ErrorCode.THREE_DS_FAILED,
    "3": ErrorCode.FRAUD_SUSPECTED,
    "6": ErrorCode.FORM_EXPIRED,
    "8": ErrorCode.INSTALMENTS_REFUSED,
    "9": ErrorCode.NOT_PERMITTED,
    "10": ErrorCode.THREE_DS_REQUIRED,
    "11": ErrorCode.FRAUD_SUSPECTED,
    "99": ErrorCode.CONFIG_ERROR,
}
_BANK_WORDS = (
    ("yetersiz", ErrorCode.INSUFFICIENT_FUNDS),
    ("limit", ErrorCode.INSUFFICIENT_FUNDS),
    ("kayıp", ErrorCode.LOST_CARD),
    ("çalıntı", ErrorCode.STOLEN_CARD),
    ("süresi dol", ErrorCode.EXPIRED_CARD),
    ("son kullanma", ErrorCode.EXPIRED_CARD),
    ("cvc", ErrorCode.INVALID_CVC),
    ("cvv", ErrorCode.INVALID_CVC),
    ("kısıtlı", ErrorCode.RESTRICTED_CARD),
    ("onaylanmadı", ErrorCode.DO_NOT_HONOR),
)


def failed_reason(fields: Mapping[str, str]) -> tuple[ErrorCode, str]:
    """Our code and PayTR's own words of a failed notice."""
    code = fields.get("failed_reason_code", "")
    words = fields.get("failed_reason_msg", "")
    known = _REASONS.get(code, ErrorCode.DECLINED)
    if code == "0":
        known = bank_words(words)
    return known, f"{code} {words}".strip()[:200]


def bank_words(words: str) -> ErrorCode:
    """A bank's refusal by its words, which is all that PayTR passes on."""
    folded = words.replace("I", "ı").replace("İ", "i").lower()
    return next((code for text, code in _BANK_WORDS if text in folded), ErrorCode.DECLINED)


def refusal_of(answer: Mapping[str, Any]) -> str:
    """PayTR's own number and words of a refused call."""
    words = answer.get("err_msg") or answer.get("reason") or answer.get("msg") or ""
    return f"{answer.get('err_no') or ''} {words}".strip()[:200]
