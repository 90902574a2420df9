"""Payers that go through the installation over HTTP, each on the way of one story."""

from __future__ import annotations

import html
import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx

from tests.concurrency.installation import Installation
from tests.sandbox_server import GOOD_CARD, Page

DECLINED_CARD = "4129111111111111"
PATIENCE_SECONDS = 20.0
CSRF = "c" * 32
BROKEN_OFF = (httpx.HTTPError, LookupError, TypeError, StopIteration, AssertionError)
"""What a payer meets when a program dies: no answer, half a page, a page of another kind."""

STORIES = {
    "good": ("start", "card", "code", "return", "result"),
    "declined": ("start", "card", "code", "return", "result"),
    "gives_up": ("start", "card"),
    "stored": ("start", "result"),
    "review": ("start", "card", "code", "return", "result", "cleared"),
    "refund": ("start", "card", "code", "return", "result", "reject", "refund"),
}
"""The steps of each; in `review` the provider's fraud desk looks at the payment first, in `refund`
the seller refuses the order afterwards and gives the money back to the card."""


@dataclass
class Payer:
    """Somebody who pays one invoice; what breaks off is tried again once, as people do."""

    installation: Installation
    session: str
    desk_session: str
    invoice_id: str
    address_id: str
    story: str
    stored_card: str = ""
    is_storing: bool = False
    page_url: str = ""
    callback_url: str = ""
    page: Page | None = None
    recovered: threading.Event = field(default_factory=threading.Event)
    reached: Callable[[Payer, str], None] = lambda _payer, _step: None
    find_order: Callable[[str], str] = lambda _invoice_id: ""
    find_captured: Callable[[str], tuple[str, str, int]] = lambda _invoice_id: ("", "", 0)

    def run(self) -> None:
        """Every step; one that breaks off waits for the repair and is done again."""
        for name in STORIES[self.story]:
            self.reached(self, name)
            act: Callable[[], None] = getattr(self, f"_{name}")
            try:
                act()
            except BROKEN_OFF:
                if not self.recovered.wait(PATIENCE_SECONDS):
                    return
                with suppress(*BROKEN_OFF):
                    act()
        self.reached(self, "end")  # as `killing.END`

    def result_page(self, attempt_id: str) -> str:
        """What the page of the result shows: `paid`, `ended` or `waits`, asked as its poll does."""
        path = f"/odeme/sonuc/{attempt_id}/"
        with self._http(self.session) as browser:
            browser.get(f"{self.installation.web_url}{path}durum/", headers={"HX-Request": "true"})
            shown = browser.get(f"{self.installation.web_url}{path}")
        if "data-paid" in shown.text:
            return "paid"
        return "waits" if 'id="waiting"' in shown.text else "ended"

    def _http(self, session: str) -> httpx.Client:
        cookies = {"vezne_session": session, "vezne_csrf": CSRF}
        return httpx.Client(cookies=cookies, trust_env=False, timeout=PATIENCE_SECONDS)

    def _post(self, session: str, path: str, fields: dict[str, str]) -> httpx.Response:
        with self._http(session) as browser:
            answer = browser.post(
                f"{self.installation.web_url}{path}", data={**fields, "csrfmiddlewaretoken": CSRF}
            )
        if answer.status_code >= 500:
            raise httpx.HTTPError(str(answer.status_code))
        return answer

    def _start(self) -> None:
        fields = {"address": self.address_id, "card": self.stored_card or "new"}
        fields |= {} if self.stored_card else {"wants_3d": "on"}
        fields |= {"wants_storing": "on"} if self.is_storing else {}
        path = f"/odeme/{self.invoice_id}/basla/"
        answer = self._post(self.session, path, {**fields, "accepts_texts": "on"})
        self.page_url = answer.headers.get("location", "")

    def _card(self) -> None:
        page = self.installation.sandbox.open(self.page_url)
        card = DECLINED_CARD if self.story == "declined" else GOOD_CARD
        typed = {"card": "yeni", "cardNumber": card, "cardHolderName": "Ayşe Çınar"}
        self.page = page.submit(0, {**typed, "expiry": "12/30", "cvc": "123"})

    def _code(self) -> None:
        assert self.page is not None
        if "/banka/3d/" in self.page.url:
            self.page = self.page.submit(0, {"code": self._code_sent()}, leave_out=("give_up",))

    def _code_sent(self) -> str:
        """The newest code for this amount: all payers share one phone."""
        assert self.page is not None
        shown = re.search(r'<dt>Tutar</dt><dd class="num">([^<]+)</dd>', self.page.text)
        amount = html.unescape(shown[1]) if shown else ""
        sent = self.installation.sandbox.sms()
        return str(next(message["code"] for message in sent if amount in message["text"]))

    def _return(self) -> None:
        assert self.page is not None
        action, fields = self.page.form(0)
        url = urljoin(self.page.url, action)
        with httpx.Client(trust_env=False, timeout=PATIENCE_SECONDS) as browser:
            answer = browser.post(url, data=fields)
        if answer.status_code >= 500:
            raise httpx.HTTPError(str(answer.status_code))
        self.callback_url = answer.headers.get("location", "")

    def _result(self) -> None:
        target = self.callback_url or self.page_url
        with self._http(self.session) as browser:
            browser.get(urljoin(self.installation.web_url, target))

    def _cleared(self) -> None:
        """The fraud desk lets it pass after a while."""
        time.sleep(0.2)
        self.installation.clear_review()

    def _reject(self) -> None:
        order_id = self.find_order(self.invoice_id)
        self._post(
            self.desk_session, f"/yonetim/onaylar/{order_id}/reddet/", {"reason": "Stok yok"}
        )

    def _refund(self) -> None:
        payment_id, attempt_id, amount_minor = self.find_captured(self.invoice_id)
        amount = f"{amount_minor // 100},{amount_minor % 100:02d}"
        self._post(
            self.desk_session,
            f"/yonetim/odemeler/{payment_id}/{attempt_id}/iade/",
            {"amount": amount, "reason": "Sipariş geri çevrildi"},
        )
