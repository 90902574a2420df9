"""The same rounds over PayTR's frame and over a bank's own 3D page, which store no card here.

PayTR's browser brings back nothing that proves anything; its signed notice and its answer to a
question do. A bank's NestPay is reached by a signed form and brings its word back with the browser.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.concurrency.killing import JANITOR
from tests.concurrency.payers import DECLINED_CARD, Payer
from tests.concurrency.rounds import Rounds
from tests.sandbox_server import Page, Sandbox
from vezne.core.audit import SYSTEM
from vezne.core.clock import read_now
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.payments.models import Attempt, AttemptState, ProviderAccount
from vezne.payments.services import provider_account_add

PAYTR_CARD, BANK_CARD = "4355084355084358", "4508034508034509"
OTHER_STORIES = ("good", "good", "declined", "gives_up")
WAYS: dict[str, tuple[tuple[str, str], ...]] = {
    AttemptState.CREATED: (("good", "start"),),
    AttemptState.REQUIRES_ACTION: (("good", "card"), ("good", "code"), ("gives_up", "card")),
    AttemptState.CAPTURED: (("good", "return"), ("good", "result")),
    AttemptState.FAILED: (("declined", "return"), ("declined", "result")),
    AttemptState.CANCELLED: (("gives_up", JANITOR), ("good", "start")),
}
"""States that these two lead to without a stored card, a fraud desk or a refund."""


class OtherPayer(Payer):
    """Somebody whose form is PayTR's, or the bank's own."""

    good_card = PAYTR_CARD

    def _card(self) -> None:
        if "/odeme/sonuc/" in self.page_url:
            return  # the start broke off where nobody knows yet: there is no form to fill in
        page = self._opened()
        card = DECLINED_CARD if self.story == "declined" else self.good_card
        typed = {"card": "yeni", "cardNumber": card, "cardHolderName": "Ayşe Çınar"}
        self.page = page.submit(0, {**typed, "expiry": "12/30", "cvc": "123"})

    def _code(self) -> None:
        if self.page is not None:
            super()._code()

    def _opened(self) -> Page:
        return self.installation.sandbox.open(self.page_url)

    def _return(self) -> None:
        """The browser is back already, or its page posts the bank's word."""
        if self.page is not None and not self.page.url.startswith(self.installation.web_url):
            super()._return()

    def _result(self) -> None:
        target = self.callback_url or (self.page.url if self.page else self.page_url)
        if urlsplit(target).path.startswith("/odeme/"):
            with self._http(self.session) as browser:
                browser.get(target if "://" in target else self.installation.web_url + target)


class BankPayer(OtherPayer):
    """Our page posts the signed form to the bank's gate."""

    good_card = BANK_CARD

    def _opened(self) -> Page:
        with self._http(self.session) as browser:
            left = browser.get(self.installation.web_url + self.page_url, follow_redirects=True)
        leaving = Page.read(self.installation.sandbox, left)
        return leaving.submit(0, {})


class OtherRounds(Rounds):
    """Proved by the other provider's books."""

    def _taken(self, attempt: Attempt) -> list[dict[str, Any]]:
        return taken_by(self.installation.sandbox, attempt)

    def captured(self) -> int:
        """How many tries took money: a run that took none proves nothing."""
        with acting_as_system("kill"):
            return Attempt.objects.filter(state=AttemptState.CAPTURED).count()

    def _prove(self, payer: Payer) -> None:
        """Never two charges; what was taken is what stands here, on the page too."""
        name = f"{payer.invoice_id}, {payer.story}"
        with acting_as_system("kill"):
            invoice = Invoice.objects.get(public_id=payer.invoice_id)
            tries = list(Attempt.objects.filter(payment__invoice=invoice))
        taken = [one for attempt in tries for one in self._taken(attempt)]
        booked = [one for one in tries if one.state == AttemptState.CAPTURED]
        assert len(taken) <= 1, f"{name}: charged {len(taken)} times: {taken}"
        assert sum(one.amount_minor for one in booked) == sum(one["amount"] for one in taken), name
        assert (invoice.status == "paid") == bool(taken), f"{name}: {invoice.status} {taken}"
        assert ("Bu ödeme talebi ödendi" in self._page_of(payer)) == bool(taken), name


def taken_by(sandbox: Sandbox, attempt: Attempt) -> list[dict[str, Any]]:
    """What PayTR or the bank really took for a try."""
    oid = attempt.reference.replace("_", "", 1)
    orders = sandbox.call("GET", f"/_sandbox/paytr/orders?oid={oid}")["orders"]
    rows = sandbox.call("GET", f"/_sandbox/nestpay/transactions?oid={oid}")["transactions"]
    return [one for one in orders if one["state"] == "paid"] + [
        one for one in rows if (one["kind"], one["code"]) == ("S", "00")
    ]


def contract_with(rounds: Rounds, provider: str) -> None:
    """The newest contract is asked first."""
    sandbox, seller = rounds.installation.sandbox, rounds.shop.world.seller
    keys = sandbox.put_paytr() if provider == "paytr" else sandbox.put_nestpay()
    with acting_as_system("kill"):
        ProviderAccount.objects.filter(seller=seller).update(is_active=False)
        account = provider_account_add(
            seller_id=seller.pk,
            provider=provider,
            base_url=f"{sandbox.base_url}/{provider}",
            credentials=keys,
            currencies=["TRY"],
            is_test=True,
            actor=SYSTEM,
            now=read_now(),
        )
    if provider == "paytr":
        notice = f"{rounds.installation.web_url}/api/v1/webhooks/payments/{account.public_id}"
        body = {"merchantKey": keys["merchant_key"], "merchantSalt": keys["merchant_salt"]}
        path = f"/_sandbox/paytr/shops/{keys['merchant_id']}"
        sandbox.call("PUT", path, {**body, "noticeUrl": notice})
