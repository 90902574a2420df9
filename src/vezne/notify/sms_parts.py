"""How many parts an SMS has, as operators count and bill them. Pure.

Source: 3GPP TS 23.038 (alphabet, national tables) and 23.040 (140 octets a part, headers):

| encoding | alone | each part of several |
|---|---|---|
| GSM-7, the default alphabet | 160 | 153 |
| GSM-7 with the Turkish single shift table | 155 | 149 |
| UCS-2 (UTF-16 units) | 70 | 67 |

In the default alphabet are `ö ü Ö Ü Ç`, not `ğ Ğ ş Ş ı İ ç`: those come from the Turkish table and
cost two, as do the signs of the default extension. A pair, or the two units of an emoji, is never
split over parts, so parts are packed one after the other, not divided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
TURKISH = frozenset("ĞİŞçğış")
"""What the Turkish single shift table adds to the extension (23.038, table A.2.1)."""


class Alphabet(StrEnum):
    """How the text travels."""

    GSM = "GSM-7"
    GSM_TURKISH = "GSM-7 TR"
    UCS2 = "UCS-2"


ROOM = {Alphabet.GSM: (160, 153), Alphabet.GSM_TURKISH: (155, 149), Alphabet.UCS2: (70, 67)}
"""Units of an SMS of one part, and of each part of a longer one."""


OPERATOR_CODE = " B000"
"""What operators add to every SMS of a firm (BTK, 2016/DK-YED/211): five signs, whichever it is."""


_PLAIN = str.maketrans(
    {
        "₺": "TL",
        "\u00a0": " ",
        "\u2212": "-",
        "–": "-",
        "…": "...",
        "“": '"',
        "”": '"',
        "’": "'",
        "•": "*",
        "·": "-",
    }
)


def plain(text: str) -> str:
    """The text in signs that an SMS has: one `₺` alone would make it UCS-2, twice as dear."""
    return text.translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class SmsLength:
    """What a text costs: `units` of its alphabet in `parts`; `room` is what one part holds."""

    alphabet: Alphabet
    units: int
    parts: int
    room: int


def sms_length(text: str, *, has_turkish: bool = True) -> SmsLength:
    """Count a text after its places are filled; an empty one has no part.

    `has_turkish` False counts as an operator that knows no national table: one letter of it turns
    the whole text into UCS-2.
    """
    alphabet = _alphabet(text, has_turkish=has_turkish)
    costs = [_cost(letter, alphabet) for letter in text]
    units = sum(costs)
    alone, each = ROOM[alphabet]
    if units <= alone:
        return SmsLength(alphabet, units, 1 if text else 0, alone)
    return SmsLength(alphabet, units, _packed(costs, each), each)


def _alphabet(text: str, *, has_turkish: bool) -> Alphabet:
    letters = set(text)
    if letters <= BASIC | EXTENSION:
        return Alphabet.GSM
    if has_turkish and letters <= BASIC | EXTENSION | TURKISH:
        return Alphabet.GSM_TURKISH
    return Alphabet.UCS2


def _cost(letter: str, alphabet: Alphabet) -> int:
    if alphabet is Alphabet.UCS2:
        return 2 if ord(letter) > 0xFFFF else 1
    return 1 if letter in BASIC else 2


def _packed(costs: Iterable[int], room: int) -> int:
    parts, used = 1, 0
    for cost in costs:
        if used + cost > room:
            parts, used = parts + 1, 0
        used += cost
    return parts
