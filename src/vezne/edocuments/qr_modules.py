"""The modules of a QR code for ASCII text, from a plan that is laid once per size; pure.

segno computes every code from nothing, module by module: 4 ms, a third of a print. All that does
not depend on the text (where each bit goes, the mask, the fixed patterns) is asked of segno once
per version and kept; what is left is one remainder per block and one look-up per module. Level M
without a boost, byte mode, one mask. `tests/test_qr.py` proves every code equal to segno's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import chain, zip_longest
from operator import itemgetter
from typing import Any

import segno
from segno import consts, encoder

MASK = 3
"""Any mask is readable; trying all eight takes longer than the rest of the page."""
_segno: Any = encoder  # has no types
_tables: Any = consts
LEVEL: int = _tables.ERROR_LEVEL_M
BYTE_MODE, LONG_COUNT = 0b0100, 10  # from this version on the count takes 16 bits
PADS = b"\xec\x11"
UNSET = 2
VERSIONS = range(1, 41)
DARK_RUN = re.compile("1+")


@dataclass(frozen=True, slots=True)
class Block:
    """How many data words and correction words a block has, and their remainders by byte."""

    words: int
    checks: int
    table: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What all codes of one version share."""

    size: int
    capacity: int  # data words
    blocks: tuple[Block, ...]
    rest: int  # bits after the last word
    mask: int  # turns over the words' bits, in their order
    pick: Callable[[str], tuple[str, ...]]  # every module, from the bits followed by `01`


def rows_of(text: str) -> list[str]:
    """The code row by row, `1` dark and `0` light. Raises: ValueError for what is not ASCII or is
    longer than any code.
    """
    content = text.encode("ascii")
    version = _version_for(len(content))
    plan = _plan(version)
    words = _words(content, version, plan.capacity)
    message = _message(words, plan)
    count = 8 * len(message) + plan.rest
    bits = (int.from_bytes(message) << plan.rest) ^ plan.mask
    modules = "".join(plan.pick(f"{bits:0{count}b}01"))
    return [modules[at : at + plan.size] for at in range(0, len(modules), plan.size)]


def _version_for(length: int) -> int:
    for version in VERSIONS:
        if 4 + _count_bits(version) + 8 * length <= _tables.SYMBOL_CAPACITY[version][LEVEL]:
            return version
    raise ValueError("too long for a code")


def _count_bits(version: int) -> int:
    return 16 if version >= LONG_COUNT else 8


def _words(content: bytes, version: int, capacity: int) -> bytes:
    """Mode, count, text and terminator; a zero as segno puts one, then the pads."""
    size = _count_bits(version)
    head = (BYTE_MODE << size) | len(content)
    whole = ((head << 8 * len(content)) | int.from_bytes(content)) << 4
    words = whole.to_bytes(len(content) + size // 8 + 1) + b"\0"
    return (words + PADS * capacity)[:capacity]


def _message(words: bytes, plan: Plan) -> bytes:
    """Data and correction words, a word of each block in turn."""
    data, checks, start = [], [], 0
    for block in plan.blocks:
        part = words[start : start + block.words]
        start += block.words
        data.append(part)
        checks.append(_remainder(part, block))
    return bytes(word for word in chain(_in_turn(data), _in_turn(checks)) if word is not None)


def _in_turn(blocks: list[bytes]) -> chain[int | None]:
    return chain.from_iterable(zip_longest(*blocks))


def _remainder(words: bytes, block: Block) -> bytes:
    top, table = 8 * (block.checks - 1), block.table
    low = (1 << top) - 1
    rest = 0
    for word in words:
        rest = ((rest & low) << 8) ^ table[word ^ (rest >> top)]
    return rest.to_bytes(block.checks)


@cache
def _plan(version: int) -> Plan:
    size = _segno.calc_matrix_size(version)
    blocks = tuple(
        Block(info.num_data, info.num_total - info.num_data, _table(info.num_total - info.num_data))
        for info in _tables.ECC[version][LEVEL]
        for _ in range(info.num_blocks)
    )
    places = _places(version, size)
    is_dark = _segno.get_data_mask_functions(is_micro=False)[MASK]
    mask = int("".join(str(int(is_dark(*place))) for place in places), 2)
    fixed = segno.make("x", error="m", version=version, mask=MASK, boost_error=False).matrix
    order = {place: at for at, place in enumerate(places)}
    picks = [order.get((y, x), len(places) + fixed[y][x]) for y in range(size) for x in range(size)]
    used = 8 * sum(block.words + block.checks for block in blocks)
    capacity = sum(block.words for block in blocks)
    return Plan(size, capacity, blocks, len(places) - used, mask, itemgetter(*picks))


def _places(version: int, size: int) -> list[tuple[int, int]]:
    """Where each bit goes: segno is given the numbers of the bits, one digit of them at a time."""
    empty = _segno.make_matrix(size, size)
    _segno.add_finder_patterns(empty, size, size)
    _segno.add_alignment_patterns(empty, size, size)
    free = [(y, x) for y in range(size) for x in range(size) if empty[y][x] == UNSET]
    numbers = dict.fromkeys(free, 0)
    for digit in range(len(free).bit_length()):
        matrix = [bytearray(row) for row in empty]
        _segno.add_codewords(matrix, [at >> digit & 1 for at in range(len(free))], version)
        for y, x in free:
            numbers[y, x] |= matrix[y][x] << digit
    return sorted(free, key=numbers.__getitem__)


@cache
def _table(checks: int) -> tuple[int, ...]:
    """What each leading byte leaves behind when the generator is taken off."""
    generator = _tables.GEN_POLY[checks]
    rows = [0]
    for word in range(1, 256):
        log = _tables.GALIOS_LOG[word]
        rows.append(int.from_bytes(bytes(_tables.GALIOS_EXP[log + each] for each in generator)))
    return tuple(rows)
