"""iyzico's error groups and codes, in our closed vocabulary; pure.

Source: docs.iyzico.com, error codes and bank error codes. The group decides first: it is named
where a bank answered. A code that is not listed is `DECLINED` for a bank's (10000 and up) and
`PROVIDER_ERROR` for iyzico's own; never a success, never unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vezne.payments.types import ErrorCode

UNKNOWN_CODES = frozenset({"10214", "10219", "10240"})
"""The bank's side did not answer iyzico: the charge may have happened."""

FORM_GONE_CODES = frozenset({"5115", "5116"})
"""The form's token is not known or has expired."""

CARD_GONE_CODES = frozenset({"3001", "3005", "3007"})
"""The card or its holder is not in the vault."""

_UNKNOWN_GROUPS = frozenset({"REQUEST_TIMEOUT", "SYSTEM_ERROR", "COMMUNICATION_OR_SYSTEM_ERROR"})

_BY_GROUP = {
    "NOT_SUFFICIENT_FUNDS": ErrorCode.INSUFFICIENT_FUNDS,
    "DO_NOT_HONOUR": ErrorCode.DO_NOT_HONOR,
    "INVALID_TRANSACTION": ErrorCode.INVALID_TRANSACTION,
    "FRAUD_SUSPECT": ErrorCode.FRAUD_SUSPECTED,
    "LOST_CARD": ErrorCode.LOST_CARD,
    "STOLEN_CARD": ErrorCode.STOLEN_CARD,
    "PICKUP_CARD": ErrorCode.STOLEN_CARD,
    "EXPIRED_CARD": ErrorCode.EXPIRED_CARD,
    "INVALID_CVC2": ErrorCode.INVALID_CVC,
    "NOT_PERMITTED_TO_CARDHOLDER": ErrorCode.NOT_PERMITTED,
    "NOT_PERMITTED_TO_TERMINAL": ErrorCode.NOT_PERMITTED,
    "RESTRICTED_CARD": ErrorCode.RESTRICTED_CARD,
    "RESTRICTED_BY_LAW": ErrorCode.NOT_PERMITTED,
    "REFER_TO_CARD_ISSUER": ErrorCode.CALL_ISSUER,
    "CARD_NOT_PERMITTED": ErrorCode.NOT_PERMITTED,
    "INVALID_CARD_NUMBER": ErrorCode.INVALID_CARD,
    "INVALID_CARD_TYPE": ErrorCode.INVALID_CARD,
    "BIN_NOT_FOUND": ErrorCode.INVALID_CARD,
    "NO_SUCH_ISSUER": ErrorCode.INVALID_CARD,
    "DEBIT_CARDS_REQUIRES_3DS": ErrorCode.THREE_DS_REQUIRED,
    "THREEDS_FAILED": ErrorCode.THREE_DS_FAILED,
}

_BY_CODE = {
    "12": ErrorCode.INVALID_CARD,
    "13": ErrorCode.EXPIRED_CARD,
    "14": ErrorCode.EXPIRED_CARD,
    "15": ErrorCode.INVALID_CVC,
    "17": ErrorCode.EXPIRED_CARD,
    "1000": ErrorCode.CONFIG_ERROR,
    "1001": ErrorCode.CONFIG_ERROR,
    "5062": ErrorCode.CONFIG_ERROR,
    "5092": ErrorCode.NOT_REFUNDABLE,
    "5093": ErrorCode.NOT_REFUNDABLE,
    "5115": ErrorCode.FORM_EXPIRED,
    "5116": ErrorCode.FORM_EXPIRED,
    "5117": ErrorCode.INSTALMENTS_REFUSED,
    "3001": ErrorCode.CARD_REMOVED,
    "3005": ErrorCode.CARD_REMOVED,
    "3007": ErrorCode.CARD_REMOVED,
    "10005": ErrorCode.DO_NOT_HONOR,
    "10012": ErrorCode.INVALID_TRANSACTION,
    "10034": ErrorCode.FRAUD_SUSPECTED,
    "10041": ErrorCode.LOST_CARD,
    "10043": ErrorCode.STOLEN_CARD,
    "10051": ErrorCode.INSUFFICIENT_FUNDS,
    "10054": ErrorCode.EXPIRED_CARD,
    "10057": ErrorCode.NOT_PERMITTED,
    "10058": ErrorCode.NOT_PERMITTED,
    "10084": ErrorCode.INVALID_CVC,
    "10093": ErrorCode.RESTRICTED_CARD,
    "10207": ErrorCode.CALL_ISSUER,
    "10209": ErrorCode.RESTRICTED_CARD,
    "10213": ErrorCode.INVALID_CARD,
    "10215": ErrorCode.INVALID_CARD,
    "10216": ErrorCode.INVALID_CARD,
    "10217": ErrorCode.THREE_DS_REQUIRED,
    "10230": ErrorCode.THREE_DS_FAILED,
}


def is_in_doubt(answer: Mapping[str, Any]) -> bool:
    """Whether a failure leaves open if the card was charged; iyzico's code 1 and 2 = system."""
    code = str(answer.get("errorCode") or "")
    group = str(answer.get("errorGroup") or "")
    return code in UNKNOWN_CODES or code in {"", "1", "2"} or group in _UNKNOWN_GROUPS


def read_error(answer: Mapping[str, Any]) -> tuple[ErrorCode, str]:
    """Our code, and iyzico's own code with its words."""
    code = str(answer.get("errorCode") or "")
    group = str(answer.get("errorGroup") or "")
    detail = " ".join(part for part in (code, group, str(answer.get("errorMessage") or "")) if part)
    known = _BY_GROUP.get(group) or _BY_CODE.get(code)
    if known is None:
        is_bank = code.isdigit() and int(code) >= 10000
        known = ErrorCode.DECLINED if is_bank else ErrorCode.PROVIDER_ERROR
    return known, detail[:200]
