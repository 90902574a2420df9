"""A seller's program that calls the API of its shop."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from vezne.accounts.services import api_key_create
from vezne.catalog.tests.shop import NOW
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.models import Invoice
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.tests.business import Business

SCOPES = ("entitlements:read", "portal:write", "usage:write")
PANEL = "https://panel.example"


@dataclass
class Program:
    """A key of the seller, and calls with it."""

    business: Business
    secret: str

    def sell(self) -> tuple[Subscription, Invoice]:
        """A service of the buyer, unpaid."""
        with acting_as_system("test"):
            return self.business.sell()

    def sell_paid(self) -> Subscription:
        """A service of the buyer, its first month paid."""
        with acting_as_system("test"):
            return self.business.sell_paid()

    def get(self, path: str) -> Any:
        """A call that reads."""
        return Client().get(f"/api/v1/{path}", headers=self.headers)

    def post(self, path: str, body: Any) -> Any:
        """A call that writes; a string is sent as it is."""
        raw = body if isinstance(body, str) else json.dumps(body)
        return Client().post(
            f"/api/v1/{path}", raw, content_type="application/json", headers=self.headers
        )

    @property
    def headers(self) -> dict[str, str]:
        """What shows the key."""
        return {"Authorization": f"Bearer {self.secret}"}

    @property
    def account(self) -> str:
        """The public id of the buyer."""
        return str(self.business.shop.ayse.public_id)


def open_program(business: Business, *scopes: str) -> Program:
    """A program with a key that has these scopes, or all."""
    seller = business.shop.seller
    with acting_as(seller.pk, "desk"):
        _key, secret = api_key_create(
            account_id=seller.pk,
            name="Dış panel",
            scopes=scopes or SCOPES,
            return_origins=[PANEL],
            now=NOW,
            actor=SYSTEM,
        )
    return Program(business, secret)
