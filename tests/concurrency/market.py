"""One running installation that many ask at once, and what people and programs do there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import httpx
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from tests.concurrency.installation import Installation
from tests.concurrency.payers import CSRF, Payer
from tests.concurrency.shop import Shop
from vezne.core.clock import read_now
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.metering.queries import quota_for
from vezne.payments.models import Attempt, StoredCard


@dataclass
class Market:
    """The programs and what is sold there."""

    installation: Installation
    shop: Shop

    def payer(self, who: str, invoice_id: str, **changes: Any) -> Payer:
        """Somebody before the payment page of an invoice."""
        made = Payer(
            installation=self.installation,
            session=self.shop.sessions[who],
            desk_session="",
            invoice_id=invoice_id,
            address_id=self.shop.address,
            story="good",
        )
        return replace(made, **changes)

    def post(self, who: str, path: str, fields: dict[str, str] | None = None) -> int:
        """A form sent by a signed-in browser; the status of the answer."""
        cookies = {"vezne_session": self.shop.sessions[who], "vezne_csrf": CSRF}
        with httpx.Client(cookies=cookies, trust_env=False, timeout=30) as browser:
            url = f"{self.installation.web_url}{path}"
            sent = {**(fields or {}), "csrfmiddlewaretoken": CSRF}
            return browser.post(url, data=sent).status_code

    def call(self, path: str, body: dict[str, Any]) -> Any:
        """The API with the seller's key; the decoded answer."""
        answer = httpx.post(
            f"{self.installation.web_url}/api/v1{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.shop.world.api_key}"},
            trust_env=False,
            timeout=30,
        )
        assert answer.is_success, answer.text
        return answer.json()

    def charge_fields(self) -> dict[str, str]:
        """The payment page filled in with Çınar's stored card, stored at its first payment."""
        buyer = self.shop.world.cinar
        with acting_as_system("race"):
            card = StoredCard.objects.filter(buyer=buyer).first()
        if card is None:
            self.payer("ayse", self.shop.new_invoice("25k"), is_storing=True).run()
            with acting_as_system("race"):
                card = StoredCard.objects.get(buyer=buyer)
        return {
            "address": self.shop.address,
            "card": str(card.public_id),
            "accepts_texts": "on",
        }

    def taken(self, invoice_id: str) -> int:
        """How often the bank charged for an invoice."""
        payments = self.installation.sandbox.payments
        found = [one for each in tries_of(invoice_id) for one in payments(each.reference)]
        return sum(payment["status"] == "SUCCESS" for payment in found)

    def units_left(self) -> int:
        """Çınar's SMS credits."""
        world = self.shop.world
        with acting_as_system("race"):
            return quota_for(
                buyer_id=world.cinar.pk, seller_id=world.seller.pk, unit="SMS", now=read_now()
            ).left

    def buy_units(self) -> None:
        """A pack of 1,000 SMS, paid."""
        self.payer("ayse", self.shop.new_invoice("sms1k")).run()

    def use(self, key: str, quantity: int = 1) -> str:
        """One event of use over the API: its result."""
        event = {"key": key, "unit": "SMS", "quantity": quantity}
        account = str(self.shop.world.cinar.public_id)
        return str(self.call("/usage", {"account": account, "events": [event]})[0]["result"])


def tries_of(invoice_id: str) -> list[Attempt]:
    """The tries to pay an invoice, the oldest first."""
    with acting_as_system("race"):
        rows = Attempt.objects.filter(payment__invoice__public_id=invoice_id)
        return list(rows.order_by("pk"))


def invoice_of(invoice_id: str) -> Invoice:
    """The invoice as it is stored now."""
    with acting_as_system("race"):
        return Invoice.objects.get(public_id=invoice_id)


def tick_soon() -> None:
    """Tell the worker to do what is due."""
    try:
        app.configure_task("flows.tick", queueing_lock="flows.tick").defer(timestamp=0)
    except AlreadyEnqueued:
        return
