"""The cards of this world as iyzico refuses them: each wrong part has its own code."""

from datetime import datetime

from vezne_sandbox.cardbank import cards
from vezne_sandbox.cardbank.cards import (
    BANK_CODES,
    CARDS,
    CardError,
    TestCard,
    TypedCard,
    find_by_bin,
    find_by_fingerprint,
    fingerprint,
)
from vezne_sandbox.iyzico.errors import IyzicoError

__all__ = [
    "BANK_CODES",
    "CARDS",
    "TestCard",
    "TypedCard",
    "find_by_bin",
    "find_by_fingerprint",
    "fingerprint",
    "read_card",
]
_CODES = {"number": "12", "month": "13", "year": "14", "expired": "17", "cvc": "15"}


def read_card(
    *, number: str, holder: str, month: str, year: str, cvc: str | None, now: datetime
) -> TypedCard:
    """Check the parts of a card; ``cvc`` None means that none is needed (the vault).

    Raises:
        IyzicoError: 12 number, 13 month, 14 year, 17 in the past, 15 cvc, 10215 no test card.
    """
    try:
        return cards.read_card(
            number=number, holder=holder, month=month, year=year, cvc=cvc, now=now
        )
    except CardError as error:
        if error.part == "unknown":
            raise IyzicoError("10215", "yalnız deneme kartları geçer") from None
        raise IyzicoError(_CODES[error.part]) from None
