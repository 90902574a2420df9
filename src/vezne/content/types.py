"""What callers hand in and get back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


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


@dataclass(frozen=True, slots=True)
class Wording:
    """A title and a Markdown text in Turkish and, where somebody wrote it, in English."""

    title_tr: str
    body_tr: str
    title_en: str = ""
    body_en: str = ""


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """What the desk edits of news, an offer, a question or a guide."""

    kind: str  # ArticleKind; never changes after it is added, but for news and offer
    wording: Wording
    topic_id: int | None = None
    product_id: int | None = None
    is_public: bool = False
    is_in_panel: bool = True
    tells: bool = False  # news: buyers are told of it when it comes out


@dataclass(frozen=True, slots=True)
class AnnouncementDraft:
    """What the desk edits of an announcement; the audience names exactly what it is made of."""

    wording: Wording
    starts_at: datetime
    audience: str = "everybody"
    platform_id: int | None = None
    product_id: int | None = None
    only_buyer_id: int | None = None
    roles: tuple[str, ...] = ()  # empty: every role
    is_pinned: bool = False
    tells: bool = True  # its audience is told: by bell, and by mail as each wishes
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """A member of a buyer, with the sellers, platforms and products that it buys from."""

    account_id: int
    user_id: int
    role: str
    sellers: tuple[int, ...]
    platforms: tuple[int, ...] = ()
    products: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What is written, in the language that it is read in."""

    title: str
    html: str  # clean: `markdown.rendered`
    language: str  # of the words: Turkish where nobody wrote English
    plain: str  # the words alone
