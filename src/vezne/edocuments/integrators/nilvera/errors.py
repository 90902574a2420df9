"""Nilvera's codes in our words."""

from __future__ import annotations

from vezne.edocuments.types import ErrorCode

CODES = {
    "3000": ErrorCode.ALIAS_UNKNOWN,
    "3009": ErrorCode.SERIES_UNKNOWN,
    "1000": ErrorCode.SELLER_MISMATCH,
    "1001": ErrorCode.ALREADY_SENT,
    "1004": ErrorCode.NUMBER_USED,
    "1005": ErrorCode.SERIES_USED,
    "2000": ErrorCode.NO_CREDIT,
    "2075": ErrorCode.NO_CREDIT,
    "2078": ErrorCode.NO_CREDIT,
    "2015": ErrorCode.NOT_VALID,
    "2025": ErrorCode.BUYER_IS_REGISTERED,
    "2053": ErrorCode.BUYER_IS_REGISTERED,
    "2054": ErrorCode.BUYER_NOT_REGISTERED,
    "2052": ErrorCode.ALIAS_CLOSED,
    "2100": ErrorCode.SERIES_YEAR,
}


def code_of(number: str) -> ErrorCode:
    """Our word for Nilvera's number; what is not known is `OTHER`, which a person looks at."""
    return CODES.get(number, ErrorCode.OTHER)
