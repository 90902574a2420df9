"""NestPay's ProcReturnCode and 3D results in our closed vocabulary; pure."""

from __future__ import annotations

from vezne.payments.types import ErrorCode

NO_RECORD = "no record found"

_CODES = {
    "01": ErrorCode.CALL_ISSUER,
    "02": ErrorCode.CALL_ISSUER,
    "05": ErrorCode.DO_NOT_HONOR,
    "12": ErrorCode.INVALID_TRANSACTION,
    "14": ErrorCode.INVALID_CARD,
    "28": ErrorCode.DECLINED,
    "34": ErrorCode.FRAUD_SUSPECTED,
    "41": ErrorCode.LOST_CARD,
    "43": ErrorCode.STOLEN_CARD,
    "51": ErrorCode.INSUFFICIENT_FUNDS,
    "54": ErrorCode.EXPIRED_CARD,
    "57": ErrorCode.NOT_PERMITTED,
    "58": ErrorCode.NOT_PERMITTED,
    "62": ErrorCode.RESTRICTED_CARD,
    "77": ErrorCode.DECLINED,
    "82": ErrorCode.INVALID_CVC,
    "84": ErrorCode.INVALID_CVC,
    "93": ErrorCode.RESTRICTED_CARD,
}


def read_code(code: str) -> ErrorCode:
    """A bank's no; a code that is not listed is `DECLINED`, never a success, never unknown."""
    return _CODES.get(code, ErrorCode.DECLINED)
