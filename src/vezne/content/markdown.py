"""Markdown as people write it, made into HTML that can do no harm; pure.

Two walls: the reader of Markdown knows no raw HTML (it comes out as the letters that were typed),
and what it makes goes through a cleaner that lets only the elements and addresses below pass.
Links lead to http(s), mail, telephone or a page of this installation; pictures come from the
seller's own (`/resim/pic_…/`) and from nowhere else, so that no reader is counted by strangers.

Headings are moved so that they follow the page's own without a gap, whatever was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST = 60_000
"""Letters of one text; more is no page."""
DEEPEST_HEADING = 6
PICTURE = re.compile(r"/resim/(pic_[0-9A-Za-z]+)/", re.ASCII)
_OWN = re.compile(r"/(?![/\\]|%5c|%2f)", re.IGNORECASE)
_SCHEMES = {"http", "https", "mailto", "tel"}
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol",
    "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
_READER = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable(
    ["table", "strikethrough"]
)


@lru_cache(maxsize=256)
def rendered(text: str, top: int = 2) -> str:
    """Safe HTML of a Markdown text whose highest heading becomes `<h{top}>`."""
    tokens = _READER.parse(text)
    _level(tokens, top)
    _own_pictures_only(tokens)
    html = _READER.renderer.render(tokens, _READER.options, {})
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def plain(text: str) -> str:
    """The words of a Markdown text alone, for search and for short descriptions."""
    return " ".join(" ".join(_words(_READER.parse(text))).split())


def pictures_in(*texts: str) -> set[str]:
    """The public ids of the pictures that texts show."""
    return {found for text in texts for found in PICTURE.findall(text)}


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Addresses of the house and of known schemes; pictures of the house alone."""
    if tag == "img" and attribute == "src":
        return value if PICTURE.fullmatch(value) else None
    if attribute == "href":
        is_whole = value.partition(":")[0].lower() in _SCHEMES
        return value if is_whole or _OWN.match(value) or value.startswith("#") else None
    return value


def _level(tokens: list[Token], top: int) -> None:
    last = top - 1
    first = min((int(t.tag[1]) for t in tokens if t.type == "heading_open"), default=1)
    for token in tokens:
        if token.type == "heading_open":
            wanted = int(token.tag[1]) - first + top
            last = min(wanted, last + 1, DEEPEST_HEADING)
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{last}"


def _own_pictures_only(tokens: list[Token]) -> None:
    """A picture from elsewhere becomes its words: it would tell its owner who reads."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "image" and not PICTURE.fullmatch(str(child.attrGet("src") or "")):
                child.type, child.tag, child.children = "text", "", None


def _words(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_inline(token.children or ()))
        elif token.type in ("code_block", "fence"):
            yield token.content


def _inline(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield " "
        elif token.type == "image":
            yield token.content  # its words for who does not see it
        elif token.type in ("text", "code_inline"):
            yield token.content
