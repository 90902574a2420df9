"""What every page of a film must be: quiet, whole, as wide as its window, open to everybody.

Each page is looked at once more in one variant of width, theme, language and role, chosen by the
name of the film and of the page, so that the whole matrix comes around over all pages.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

WIDTHS = (390, 1366)
THEMES = ("light", "dark")
LANGUAGES = ("tr", "en")
ROLES = ("ayse", "bora", "elif", "nurten")
HEIGHTS = {390: 844, 1366: 768}
PAGES_FOR_PEOPLE = (402, 403, 404, 410, 422)
"""Statuses that a page of ours may have: it says in words what is wrong."""

_axe = Axe()


@dataclass(frozen=True)
class Variant:
    """How a page is looked at once more."""

    width: int
    theme: str
    language: str
    role: str

    def __str__(self) -> str:
        return f"{self.width}-{self.theme}-{self.language}-{self.role}"


def variant_of(name: str) -> Variant:
    """One of all, by the name alone: the same in every run."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
    picked = []
    for choices in (WIDTHS, THEMES, LANGUAGES, ROLES):
        number, place = divmod(number, len(choices))
        picked.append(choices[place])
    return Variant(*picked)  # type: ignore[arg-type]


class Watch:
    """Notes what a page should never do, from the moment that it is opened."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.problems: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note("script", str(error)))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def check(self) -> None:
        """Fail with everything noted so far."""
        noted, self.problems = self.problems, []
        assert not noted, "\n".join(noted)

    def _note(self, kind: str, text: str) -> None:
        self.problems.append(f"{kind} on {self.page.url}: {text}")

    def _console(self, line: ConsoleMessage) -> None:
        # The browser's own line for a status ≥ 400 is judged in `_answered`.
        if line.type == "error" and not line.text.startswith("Failed to load resource"):
            self._note("console", line.text)

    def _failed(self, request: Request) -> None:
        reason = request.failure or ""
        if "ERR_ABORTED" not in reason:  # left by going on to the next page
            self._note("request", f"{request.url} {reason}")

    def _answered(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if response.status >= 400 and not (is_page and response.status in PAGES_FOR_PEOPLE):
            self._note("answer", f"{response.status} {response.url}")


def check_width(page: Page) -> None:
    """No sideways scrolling."""
    overflow = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert overflow <= 0, f"{page.url} is {overflow} px wider than the window"


def check_access(page: Page) -> None:
    """No violation of axe-core's rules."""
    answer: dict[str, Any] = _axe.run(page, options={"resultTypes": ["violations"]}).response
    found = [
        f"{rule['id']}: {node['html'][:160]} ({node.get('failureSummary', '')[:200]})"
        for rule in answer["violations"]
        for node in rule["nodes"]
    ]
    assert not found, f"{page.url}\n" + "\n".join(found)
