"""What a card's bank says to a charge. Pure functions."""

from datetime import datetime

from vezne_sandbox.cardbank.cards import CARDS, TestCard

EXPIRED = "10054"


def bank_refusal(
    card: TestCard | None,
    *,
    expire_month: str,
    expire_year: str,
    now: datetime,
    forced_error_code: str = "",
) -> str:
    """The error code of the card's bank; empty = approved."""
    if (int(expire_year), int(expire_month)) < (now.year, now.month):
        return EXPIRED
    return forced_error_code or (card.error_code if card else "10215")


def proc_return_code(error_code: str) -> str:
    """As banks spell it among themselves: two digits, 00 = approved."""
    return error_code[-2:] if error_code else "00"


def refusal_words(error_code: str) -> str:
    """The bank's own words."""
    if error_code == EXPIRED:
        return "Kartın son kullanma tarihi geçmiş"
    return next((card.note for card in CARDS if card.error_code == error_code), "Genel hata")
