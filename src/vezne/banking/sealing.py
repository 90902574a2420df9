"""Personal numbers of payers at rest: sealed, with an HMAC by which equal ones find each other."""

from __future__ import annotations

from functools import lru_cache

from vezne.accounts.queries import ACCOUNT_TAX_ID
from vezne.core.crypto import index_of, seal, unseal

MOVEMENT_IBAN = "banking_movement.iban"
MOVEMENT_TAX_ID = "banking_movement.tax_id"
PAYER_VALUE = "banking_knownpayer.value"
NOTICE_IBAN = "banking_transfernotice.iban"
RECEIPT = "banking_transfernotice.receipt"
FEED = "banking_bankaccount.feed"
MESSAGE = "banking_bankmessage.body"
IBAN_INDEX = "banking.iban"


@lru_cache(maxsize=4096)
def iban_index(iban: str) -> str:
    """What an IBAN is found by; the same in movements, payers and notices."""
    return index_of(iban, purpose=IBAN_INDEX)


@lru_cache(maxsize=4096)
def tax_id_index(tax_id: str) -> str:
    """What a tax id is found by; the same as in `accounts`."""
    return index_of(tax_id, purpose=ACCOUNT_TAX_ID)


def sealed(value: str, *, purpose: str) -> str:
    """The sealed value; nothing stays nothing."""
    return seal(value, purpose=purpose) if value else ""


def opened(value: str, *, purpose: str) -> str:
    """The plain value of a sealed one; nothing stays nothing."""
    return unseal(value, purpose=purpose) if value else ""
