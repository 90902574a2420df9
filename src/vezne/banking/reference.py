"""The payer's reference: `VZ-7K3M-9P4A`, a function of the current account's id; no table is read.

The id passes a keyed permutation (a Feistel network over 28 bits that walks until it falls into
the range), so that references do not count up and nobody can guess the neighbour's, is written as
six characters, and gets two check characters of a Reed–Solomon code over 23 letters: any two wrong
characters, or two that changed places, are refused.

The alphabet has no character that is taken for another (0/O/Q, 1/I/L, 2/Z, 5/S, 8/B, U/V). Where
one of those stands in a transfer, its look-alike is tried, and counts only if the check fits.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import cache
from hashlib import blake2s

from vezne.core.crypto import index_of

PREFIX = "VZ"
ALPHABET = "34679ACDEFGHJKMNPRTVWXY"
SIZE = len(ALPHABET)  # 23, a prime: the check is arithmetic in its field
DATA = 6
CHECK = 2
CAPACITY = SIZE**DATA  # 148,035,889 current accounts
WEIGHTS = (1, 5, 2, 10, 4, 20, 8, 17)  # powers of 5: no two are alike, turned round neither
HALF_BITS = 14
HALF = 1 << HALF_BITS
ROUNDS = 4
MOST_READINGS = 16
"""Of one spelling: more look-alikes than this are no typing slips any more."""

_IS_PLAIN = re.compile(f"[{ALPHABET}]{{8}}").fullmatch
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
# What people write for a letter that they misread; the check decides which it was.
_LOOK_ALIKES = {
    "0": "D", "O": "D", "Q": "D", "1": "7JT", "I": "7JT", "L": "J", "2": "7", "Z": "7",
    "5": "96", "S": "96", "8": "3", "B": "36", "U": "V",
}  # fmt: skip
_READINGS = {letter: letter for letter in ALPHABET} | _LOOK_ALIKES


def _checks(values: list[int]) -> tuple[int, int]:
    """The two check values that make the plain and the weighted sum of all eight zero."""
    plain = sum(values)
    weighted = sum(weight * value for weight, value in zip(WEIGHTS, values, strict=False))
    # c7 + c8 = -plain and 8·c7 + 17·c8 = -weighted, where 18 is the inverse of 17 - 8.
    last = (WEIGHTS[6] * plain - weighted) * 18 % SIZE
    return (-plain - last) % SIZE, last


class Codec:
    """References under one key."""

    def __init__(self, key: bytes) -> None:
        """The tables of the rounds are made once: a decoding is then four look-ups."""
        self._rounds = [
            [
                int.from_bytes(
                    blake2s(half.to_bytes(2, "big"), key=key[:32], salt=bytes([turn]) * 8).digest()
                )
                % HALF
                for half in range(HALF)
            ]
            for turn in range(ROUNDS)
        ]

    def _forward(self, number: int) -> int:
        left, right = number >> HALF_BITS, number & (HALF - 1)
        for table in self._rounds:
            left, right = right, left ^ table[right]
        return (left << HALF_BITS) | right

    def _backward(self, number: int) -> int:
        left, right = number >> HALF_BITS, number & (HALF - 1)
        for table in reversed(self._rounds):
            left, right = right ^ table[left], left
        return (left << HALF_BITS) | right

    def encode(self, current_account_id: int) -> str:
        """The ten characters `VZ7K3M9P4A`. Raises: ValueError outside the capacity."""
        if not 0 < current_account_id < CAPACITY:
            raise ValueError("no reference for such an id")
        number = self._forward(current_account_id)
        while number >= CAPACITY:
            number = self._forward(number)
        values = []
        for _place in range(DATA):
            number, value = divmod(number, SIZE)
            values.append(value)
        return PREFIX + "".join(ALPHABET[value] for value in (*values, *_checks(values)))

    def decode(self, letters: str) -> int | None:
        """The id behind exactly eight characters of the alphabet, or None."""
        a, b, c, d, e, f, g, h = [_VALUE[letter] for letter in letters]
        if (a + b + c + d + e + f + g + h) % SIZE:
            return None
        if (a + 5 * b + 2 * c + 10 * d + 4 * e + 20 * f + 8 * g + 17 * h) % SIZE:  # WEIGHTS
            return None
        number = ((((f * SIZE + e) * SIZE + d) * SIZE + c) * SIZE + b) * SIZE + a
        number = self._backward(number)
        while number >= CAPACITY:
            number = self._backward(number)
        return number or None

    def read(self, spelled: str) -> Iterator[int]:
        """Every id that eight characters may stand for, look-alikes tried where they stand."""
        if len(spelled) != DATA + CHECK:
            return
        if _IS_PLAIN(spelled):
            found = self.decode(spelled)
            if found is not None:
                yield found
            return
        readings = [_READINGS.get(letter, "") for letter in spelled]
        if not all(readings):
            return
        ways = 1
        for reading in readings:
            ways *= len(reading)
        if ways > MOST_READINGS:
            return
        for letters in itertools.product(*readings):
            found = self.decode("".join(letters))
            if found is not None:
                yield found


@cache
def codec() -> Codec:
    """The installation's codec; its key is derived from the oldest data key and never changes."""
    return Codec(bytes.fromhex(index_of("reference", purpose="banking.reference")))


def reference_of(current_account_id: int) -> str:
    """What the payer of a current account writes into the description: `VZ-7K3M-9P4A`."""
    plain = codec().encode(current_account_id)
    return f"{plain[:2]}-{plain[2:6]}-{plain[6:]}"
