"""One running installation that many ask at once, and what people and programs do there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import psycopg
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from psycopg import sql

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

    @contextmanager
    def hold(self, table: str, pk: int) -> Iterator[Hold]:
        """Lock a row for the block, so that all who come meet before it and go on together."""
        lock = sql.SQL("SELECT 1 FROM {} WHERE id = %s FOR NO KEY UPDATE")
        with psycopg.connect(self.installation.postgres.url("vezne")) as raw:
            raw.execute(lock.format(sql.Identifier(table)), [pk])
            yield Hold(raw)

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


@dataclass
class Hold:
    """A row that somebody else has locked, and the queue before it."""

    raw: psycopg.Connection[Any]

    def until(self, waiting: int) -> None:
        """Until so many stand in line, here or behind one who does; five seconds at most."""
        patience = time.monotonic() + 5  # the programs give up a lock after ten
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while time.monotonic() < patience:
            row = self.raw.execute(query).fetchone()
            if row is not None and row[0] >= waiting:
                return
            time.sleep(0.02)


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
