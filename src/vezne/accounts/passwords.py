"""How good a password is: a small estimate of the guesses, and what Turkish people choose first.

Pure and offline: Django's list of 20,000 breached passwords and our own of Turkish words lie on the
disk. The estimate follows zxcvbn's thought: a password is a row of known words, sequences, years
and repetitions, and only what is left over counts by its letters.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vezne.core.turkish import fold

LEAST_WORD = 3
ADDED = 4
"""A known word with as much around it, e.g. a year, is still guessed at once."""
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r5t",
)
_LEET = str.maketrans("013457@$!", "oieastasi")
_YEAR = re.compile(r"(19|20)\d\d")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
LABELS: tuple[str | Promise, ...] = (
    gettext_lazy("Çok zayıf"),
    gettext_lazy("Zayıf"),
    gettext_lazy("Orta"),
    gettext_lazy("Güçlü"),
    gettext_lazy("Çok güçlü"),
)
_STEPS = (4, 7, 10, 13)
"""Decimal digits of the guesses from which the next label holds."""


@dataclass(frozen=True, slots=True)
class Strength:
    """How long guessing takes: 0 (at once) to 4."""

    score: int

    @property
    def label(self) -> str:
        """In a word."""
        return str(LABELS[self.score])


@cache
def turkish_words() -> frozenset[str]:
    """Names, cities, clubs and words that Turkish people begin with, folded."""
    text = (files("vezne.accounts") / "turkish_passwords.txt").read_text()
    return frozenset(fold(line).replace(" ", "") for line in text.splitlines() if line)


@cache
def common_passwords() -> frozenset[str]:
    """Django's 20,000."""
    return frozenset(CommonPasswordValidator().passwords)


def is_common(password: str) -> bool:
    """True for a breached password, or a known word with little around it, however it is spelt."""
    plain = password.lower().strip()
    if plain in common_passwords():
        return True
    folded = fold(password)
    bare = _EDGES.sub("", folded)
    for core in (bare, bare.translate(_LEET), _EDGES.sub("", folded.translate(_LEET))):
        if core in turkish_words() and len(folded) - len(core) <= ADDED:
            return True
    return False


def strength_of(password: str, hints: tuple[str, ...] = ()) -> Strength:
    """The estimate; `hints` are the person's own name and address, which others know as well."""
    if not password or is_common(password):
        return Strength(0)
    rest, years = _YEAR.subn("", fold(password))
    rest, digits = rest.translate(_LEET), 2.0 * years
    for hint in sorted({fold(h) for h in hints if len(h) >= LEAST_WORD}, key=len, reverse=True):
        digits += 1.0 * (hint in rest)
        rest = rest.replace(hint, "")
    rest, found = _without_words(rest, turkish_words())
    digits += 3.0 * found
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        rest, found = _without_runs(rest, row.translate(_LEET))
        digits += 1.5 * found
    rest = re.sub(r"(.)\1{2,}", r"\1", rest)
    digits += len(rest) * math.log10(_alphabet(password))
    return Strength(sum(digits >= step for step in _STEPS))


def _without_words(text: str, known: frozenset[str]) -> tuple[str, int]:
    found = 0
    for start in range(len(text)):
        for end in range(len(text), start + LEAST_WORD - 1, -1):
            if text[start:end] in known or text[start:end] in common_passwords():
                left, inner = _without_words(text[end:], known)
                return text[:start] + left, found + 1 + inner
    return text, found


def _without_runs(text: str, row: str) -> tuple[str, int]:
    for length in range(min(len(row), len(text)), LEAST_WORD - 1, -1):
        for start in range(len(row) - length + 1):
            run = row[start : start + length]
            if run in text:
                return text.replace(run, "", 1), 1
    return text, 0


def _alphabet(password: str) -> int:
    kinds = ((r"[a-zçğıöşü]", 26), (r"[A-ZÇĞİÖŞÜ]", 26), (r"\d", 10), (r"[^\w]|_", 20))
    return sum(size for pattern, size in kinds if re.search(pattern, password)) or 26


class TurkishPasswordValidator:
    """Refuses what Turkish people choose first; one of AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: object | None = None) -> None:  # noqa: ARG002
        """As Django asks. Raises: ValidationError."""
        if is_common(password):
            raise ValidationError(
                _("Bu şifre çok kullanılıyor ve ilk denenenlerden. Başka bir şifre seçin."),
                code="password_too_common",
            )

    def get_help_text(self) -> str:
        """As Django asks."""
        return _("Herkesin kullandığı bir sözcük olmasın.")
