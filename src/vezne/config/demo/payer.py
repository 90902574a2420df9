"""A person at the provider's pages: fills in the card, types the bank's code, comes back.

Talks HTTP to the sandbox as a browser without script would. Knows no signature and no secret.
"""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

GOOD_CARD = "5528790000000008"


class PayerStuck(RuntimeError):
    """The provider's page is not what a person expects."""


class _Forms(HTMLParser):
    """The first form of a page: its address and the fields that are filled in already."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self._is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect what a browser would send."""
        found = {name: value or "" for name, value in attrs}
        if tag == "form" and self.action is None:
            self.action = found.get("action", "")
        elif tag == "input" and self.action is not None and not self._is_over:
            kind = found.get("type", "text")
            is_chosen = kind not in {"checkbox", "radio"} or "checked" in found
            if found.get("name") and kind != "submit" and is_chosen:
                self.fields[found["name"]] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Only the first form counts."""
        if tag == "form" and self.action is not None:
            self._is_over = True


class Payer:
    """Pays hosted forms of the sandbox."""

    def __init__(self, sandbox_url: str) -> None:
        """Keep one connection for all payments."""
        self.sandbox_url = sandbox_url
        self.http = httpx.Client(timeout=20, follow_redirects=False)

    def look_at_clock(self) -> None:
        """Have the sandbox see at once that time has moved: an old form would be out of date."""
        self.http.post(f"{self.sandbox_url}/_sandbox/clock").raise_for_status()

    def pay(
        self,
        page_url: str,
        *,
        holder: str,
        card: str = GOOD_CARD,
        fields: Sequence[Sequence[str]] = (),
    ) -> None:
        """Pay on the hosted page and let the browser go back to the panel.

        `fields`: the signed form that is posted there, where it is not an address alone. Raises:
        PayerStuck when a page has no form where one is expected.
        """
        opened = (
            self.http.post(page_url, data={one[0]: one[1] for one in fields})
            if fields
            else self.http.get(page_url)
        )
        page = self._follow(opened)
        page = self._submit(
            page,
            {
                "card": "yeni",
                "cardNumber": card,
                "cardHolderName": holder,
                "expiry": "12/29",
                "cvc": "123",
            },
        )
        if "/banka/3d/" in str(page.url):
            page = self._submit(page, {"code": self._code()})
        if not self._leaves(page):
            self._submit(page, {})

    def _leaves(self, page: httpx.Response) -> bool:
        """Whether the next step is the panel's: the demo asks the provider itself."""
        if page.is_redirect:
            return not self._is_inside(page, page.headers["location"])
        forms = _Forms()
        forms.feed(page.text)
        return forms.action is not None and not self._is_inside(page, forms.action)

    def _is_inside(self, page: httpx.Response, address: str) -> bool:
        return urljoin(str(page.url), address).startswith(self.sandbox_url)

    def _code(self) -> str:
        messages = self.http.get(f"{self.sandbox_url}/_sandbox/sms").json()["sms"]
        return str(next(message["code"] for message in messages if message["code"]))

    def _submit(self, page: httpx.Response, values: dict[str, str]) -> httpx.Response:
        forms = _Forms()
        forms.feed(page.text)
        if forms.action is None:
            raise PayerStuck(f"{page.url}: {page.status_code}")
        fields = {**forms.fields, **values}
        fields.pop("give_up", None)
        return self._follow(
            self.http.post(urljoin(str(page.url), forms.action), data=fields), stops=not values
        )

    def _follow(self, answer: httpx.Response, *, stops: bool = False) -> httpx.Response:
        hops = 0
        while answer.is_redirect and not stops and hops < 5 and not self._leaves(answer):
            answer = self.http.get(urljoin(str(answer.url), answer.headers["location"]))
            hops += 1
        return answer
