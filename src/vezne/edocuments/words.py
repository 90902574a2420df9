"""Amounts as Turkish words, as they stand on invoices: `Yalnız YüzYirmiTürkLirasıElliKuruş`.

Written together, so that nothing can be put in between; the smaller unit only where there is some.
"""

from __future__ import annotations

from vezne.core.money import CURRENCIES, Money

LEAD = "Yalnız "
UNITS = ("", "Bir", "İki", "Üç", "Dört", "Beş", "Altı", "Yedi", "Sekiz", "Dokuz")
TENS = ("", "On", "Yirmi", "Otuz", "Kırk", "Elli", "Altmış", "Yetmiş", "Seksen", "Doksan")
POWERS = ("", "Bin", "Milyon", "Milyar", "Trilyon", "Katrilyon")
NAMES = {
    "TRY": ("TürkLirası", "Kuruş"),
    "USD": ("ABDDoları", "Sent"),
    "EUR": ("Avro", "Sent"),
    "GBP": ("İngilizSterlini", "Peni"),
}
"""The larger and the smaller unit of each currency that an installation trades in."""

assert NAMES.keys() == CURRENCIES.keys()


def number_in_words(value: int) -> str:
    """A whole number below 10¹⁸: 1020 → `BinYirmi`, 0 → `Sıfır`. Raises: ValueError."""
    if not 0 <= value < 1000 ** len(POWERS):
        raise ValueError(f"{value} has no words")
    if value == 0:
        return "Sıfır"
    words = ""
    power = 0
    while value:
        value, group = divmod(value, 1000)
        if group:
            # A thousand is `Bin`, never `BirBin`.
            count = "" if power == 1 and group == 1 else _group(group)
            words = count + POWERS[power] + words
        power += 1
    return words


def amount_in_words(amount: Money) -> str:
    """An invoice's note: `Yalnız BinYirmiTürkLirasıBeşKuruş`. Raises: ValueError below zero."""
    whole, rest = divmod(amount.minor, 10 ** CURRENCIES[amount.currency])
    larger, smaller = NAMES[amount.currency]
    words = LEAD + number_in_words(whole) + larger
    return words + number_in_words(rest) + smaller if rest else words


def _group(value: int) -> str:
    """1 to 999; a hundred is `Yüz`, never `BirYüz`."""
    hundreds, rest = divmod(value, 100)
    tens, units = divmod(rest, 10)
    lead = "" if hundreds == 0 else ("" if hundreds == 1 else UNITS[hundreds]) + "Yüz"
    return lead + TENS[tens] + UNITS[units]
