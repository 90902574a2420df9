"""What a line is, before the question whose it is."""

from __future__ import annotations

import re
from collections.abc import Collection

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
        words = upper(line.counterparty_name)
        is_named = bool(words) and any(name in words for name in payout_names)
        if is_named or line.code.upper() in PAYOUT_CODES:
            return MovementKind.PAYOUT
        return MovementKind.CREDIT
    is_fee = line.code.upper() in FEE_CODES or FEES.search(upper(line.description)) is not None
    return MovementKind.FEE if is_fee and not line.counterparty_iban else MovementKind.DEBIT
