"""What callers hand in and get back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContactTerms:
    """What the desk edits of a support contact."""

    kind: str
    value: str
    label: str = ""
    position: int = 0


@dataclass(frozen=True, slots=True)
class TextDraft:
    """A version to be: plain paragraphs, separated by blank lines, with places in braces."""

    kind: str
    title: str
    body_tr: str
    body_en: str = ""


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text as one sale shows it; escape it like any other text."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The whole text as it is kept with an acceptance and sent by mail."""
        return "\n\n".join((self.title, *self.paragraphs))


Places = Mapping[str, str]
"""What each place of `texts.PLACES` stands for in one sale."""
