"""The words of an HTML mail: no markup, nothing hidden, links with where they really go.

Pure. What was quoted stands behind `> `, as in plain mails, so that `mail_words` finds it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nh3

MOST_HTML = 200_000
"""Characters that are looked at; a mail of words has far fewer."""
SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object"})
"""What they hold is not for reading."""
BREAKS = frozenset(
    {
        "p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6",
        "pre", "hr", "section", "article", "header", "footer", "blockquote", "dd", "dt",
    }
)  # fmt: skip
EMPTY = frozenset({"br", "hr", "img", "meta", "link", "input", "base", "col"})
"""Never closed."""
CLOSES_ITSELF = frozenset({"p", "li", "td", "th", "tr", "dt", "dd", "option"})
"""Ended by the next of its kind; old programs never close them."""
MOST_QUOTES = 8
DEEPEST = 500
"""Elements in each other that are followed; readers need the square of the time for more."""
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0", re.IGNORECASE)


class _Reader(HTMLParser):
    """Collects lines; knows how deep in quotes and in silence it is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.line = ""
        self.quotes = 0
        self.silence: list[str] = []  # the open elements since one that is not read
        self.link: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        given = {name: value or "" for name, value in attrs}
        if tag in EMPTY:
            if tag in BREAKS and not self.silence:
                self._end_line()
            return
        if self.silence or tag in SILENT or HIDDEN.search(given.get("style", "")):
            self.silence.append(tag)
            return
        if tag in BREAKS:
            self._end_line()
        if tag == "blockquote":
            self.quotes = min(self.quotes + 1, MOST_QUOTES)
        if tag == "a":
            self.link = (given.get("href", "").strip(), "")

    def handle_endtag(self, tag: str) -> None:
        """End an element; in silence everything up to its own end is one."""
        if self.silence:
            if tag in self.silence:
                while self.silence and self.silence.pop() != tag:
                    pass
            return
        if tag in BREAKS:
            self._end_line()
        if tag == "blockquote":
            self.quotes = max(self.quotes - 1, 0)
        if tag == "a" and self.link is not None:
            href, words = self.link
            self.link = None
            is_web = href.lower().startswith(("http://", "https://"))
            if is_web and href.rstrip("/") not in words:
                self.line += f" <{href[:500]}>"

    def handle_data(self, data: str) -> None:
        """Words; what breaks a line in the source does not break it on the page."""
        if self.silence:
            return
        words = re.sub(r"\s+", " ", data)
        if self.link is not None:
            self.link = (self.link[0], self.link[1] + words)
        self.line += words if self.line else words.lstrip()

    def _end_line(self) -> None:
        line, self.line = self.line.strip(), ""
        if line:
            self.lines.append("> " * self.quotes + line)
        elif self.lines and self.lines[-1]:
            self.lines.append("")

    def whole(self) -> str:
        """Everything, with no more than one empty line between."""
        self._end_line()
        return "\n".join(self.lines).strip()


def _bounded(html: str) -> str:
    """Its beginning: so much, and up to where no page of words goes so deep."""
    html, depth = html[:MOST_HTML], 0
    for tag in TAG.finditer(html):
        closes, name = tag.groups()
        if name.lower() in EMPTY | CLOSES_ITSELF:
            continue
        depth = max(depth - 1, 0) if closes else depth + 1
        if depth > DEEPEST:
            return html[: tag.start()]
    return html


def words_of_html(html: str) -> str:
    """What a person would read of a page, as plain lines.

    Made whole first (nh3 reads as a browser does, in one go): the library's reader needs the square
    of the time where tags are left open.
    """
    whole = nh3.clean(
        _bounded(html),
        tags=BREAKS | {"a", "b", "i", "span"},
        clean_content_tags=SILENT - {"head"},
        attributes={name: {"style"} for name in (*BREAKS, "span")} | {"a": {"href", "style"}},
        link_rel=None,
        strip_comments=True,
    )
    reader = _Reader()
    reader.feed(whole[: 2 * MOST_HTML])
    reader.close()
    return reader.whole()
