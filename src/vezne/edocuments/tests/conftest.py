"""The running sandbox, one for the whole run, and a firm at its integrator."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import pytest

from tests import factories
from tests.sandbox_server import Sandbox, sandbox, sandbox_program
from vezne.accounts.models import Account
from vezne.edocuments.tests.world import SELLER_VKN, make_issuer

__all__ = ["sandbox", "sandbox_program"]


@dataclass
class House:
    """A seller that issues documents over the sandbox's integrator, and one buyer of it."""

    sandbox: Sandbox
    seller: Account
    buyer: Account
    key: str

    def firm(self, **changes: Any) -> None:
        """Change the seller's account at the integrator."""
        fields = {"tax_id": SELLER_VKN, "name": "Nar", **changes}
        self.sandbox.call("PUT", f"/_sandbox/nilvera/firms/{self.key}", fields)

    def register(self, tax_id: str, **changes: Any) -> None:
        """Make somebody a registered taxpayer."""
        self.sandbox.call("PUT", f"/_sandbox/nilvera/taxpayers/{tax_id}", changes)

    def decide(self) -> None:
        """The tax office answers at once, without its delay."""
        self.sandbox.call("POST", "/_sandbox/nilvera/decide")

    def sent(self) -> list[dict[str, Any]]:
        """What the integrator has, oldest first."""
        rows = self.sandbox.call("GET", "/_sandbox/nilvera/documents")["documents"]
        return list(reversed(rows))


@pytest.fixture
def house(db: None, sandbox: Sandbox) -> House:
    made = House(sandbox, factories.make_seller(), factories.make_buyer(), secrets.token_hex(8))
    made.firm()
    make_issuer(made.seller, base_url=sandbox.base_url, key=made.key)
    return made
