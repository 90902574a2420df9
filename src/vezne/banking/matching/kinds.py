"""What a line is, before the question whose it is."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from vezne.banking.matching.normal import upper
from vezne.banking.types import Line, MovementKind

# Words with which Turkish banks name what they take for themselves; at a word's beginning, so that
# KOMISYONCU or MASRAFLI of a payer's sentence do not count for money that comes in (never asked).
FEES = re.compile(
    r"\b(?:MASRAF|KOMISYON|KOM\b|UCRET|BSMV|KKDF|HESAP ISLETIM|EFT ?UCR|HAVALE ?UCR|FAST ?UCR|"
    r"DOSYA MASRAF|ISLEM UCRET|STOPAJ|CHRG|FEE\b)"
)
FEE_CODES = frozenset({"NCHG", "FCHG", "CHG", "NCOM", "CHRG", "COMM", "MSRF", "MASRAF"})
PAYOUT_CODES = frozenset({"POS"})
PAYOUT_NAMES = ("IYZI ODEME", "IYZICO", "PAYTR", "PAYNET", "NESTPAY", "POS HAKEDIS", "UYE ISYERI")


def kind_of(
    line: Line, *, own_ibans: Collection[str], payout_names: Collection[str]
) -> MovementKind:
    """What a line is, by its sign, the other side's IBAN and the bank's words.

    `own_ibans` are the seller's other accounts, `payout_names` upper-case words by which card
    providers are known; only money that comes in can be a payout.
    """
    if line.is_reversal:
        return MovementKind.REVERSAL
    if line.counterparty_iban and line.counterparty_iban in own_ibans:
        return MovementKind.OWN
    if line.amount_minor > 0:
        is_payout = line.code in PAYOUT_CODES or _is_payer(
            line.counterparty_name, tuple(payout_names)
        )
        return MovementKind.PAYOUT if is_payout else MovementKind.CREDIT
    is_fee = line.code.upper() in FEE_CODES or FEES.search(upper(line.description)) is not None
    return MovementKind.FEE if is_fee and not line.counterparty_iban else MovementKind.DEBIT


@lru_cache(maxsize=16_384)
def _is_payer(name: str, payout_names: tuple[str, ...]) -> bool:
    """Whether a name is a card provider's; kept, because the same people pay again and again."""
    words = upper(name)
    return bool(words) and any(one in words for one in payout_names)
