"""How articles are found by their words: without case and Turkish marks, by beginnings; pure.

Every article keeps the folded words of its title (weight A) and its text (B) in both languages. A
word of a search finds each word that begins with it, which is how Turkish grows: *fatura* finds
*faturanızı*.

The index that a search uses is that of the seller and the kind: row security comes before any
condition that is not leakproof, which the match of words is not, so an index over the words would
never be asked. A seller has some hundred articles, whose words are made when they are written.
"""

from __future__ import annotations

import re

from vezne.content.markdown import plain
from vezne.content.types import Wording
from vezne.core.turkish import fold

_WORD = re.compile(r"[^\W_]+")
DOT = "\u0307"
"""What is left above an `İ` that others made small."""
MOST_WORDS = 8
LONGEST_WORD = 60


def title_words(wording: Wording) -> str:
    """The folded words of the titles."""
    return _joined(f"{wording.title_tr} {wording.title_en}")


def body_words(wording: Wording) -> str:
    """The folded words of the texts."""
    return _joined(f"{plain(wording.body_tr)} {plain(wording.body_en)}")


def asked(text: str) -> str:
    """The search as PostgreSQL takes it (`to_tsquery`); empty: nothing was asked."""
    return " & ".join(f"{word}:*" for word in _words(text)[:MOST_WORDS])


def _words(text: str) -> list[str]:
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text).replace(DOT, ""))]


def _joined(text: str) -> str:
    return " ".join(_words(text))
