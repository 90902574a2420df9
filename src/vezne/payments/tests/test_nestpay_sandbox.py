"""NestPay over HTTP against the running sandbox: signed form, signed answer, status, money back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.sandbox_server import Page, Sandbox
from vezne.catalog.tests.shop import NOW
from vezne.core.clock import real_now
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.services import invoice_void_to_wallet
from vezne.payments.errors import CardNotUsable, ProviderSaidNo
from vezne.payments.models import Attempt, Refund
from vezne.payments.providers import http
from vezne.payments.providers.base import BookKind
from vezne.payments.providers.references import order_id
from vezne.payments.services import (
    attempt_settle,
    form_open,
    provider_account_add,
    provider_account_change,
    provider_account_test,
    provider_ask,
    refund_call,
    refund_request,
    refund_settle,
    webhook_facts,
    webhook_store,
)
from vezne.payments.services.gateway import open_provider
from vezne.payments.services.webhook import NoticeReceipt
from vezne.payments.tests.till import AYSE, NOWHERE, Till, close_contract, open_till
from vezne.payments.types import ErrorCode, Settlement

pytestmark = pytest.mark.contract

BANK_CARD = "4508034508034509"
INSUFFICIENT, HALF_3D = "4111111111111129", "4141111111111115"


@pytest.fixture
def shop(db: None, sandbox: Sandbox) -> Till:
    """A till whose only contract is with a bank."""
    till = open_till()
    close_contract(till)
    with acting_as(till.books.shop.seller.pk, "desk"):
        till.account = provider_account_add(
            seller_id=till.books.shop.seller.pk,
            provider="nestpay",
            base_url=f"{sandbox.base_url}/nestpay",
            credentials=sandbox.put_nestpay(),
            currencies=["TRY"],
            is_test=True,
            actor=AYSE,
            now=NOW,
        )
    return till


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shorter patience than the provider's silence, so that the test is short too."""
    monkeypatch.setattr(http, "TIMEOUT", 1.5)


def open_form(till: Till, **wishes: Any) -> Attempt:
    now = real_now()
    attempt = till.attempt(now=now, **wishes)
    return form_open(attempt_id=attempt.pk, callback_url=f"{NOWHERE}/odeme/donus/", now=now)


def pay(sandbox: Sandbox, attempt: Attempt, card: str = BANK_CARD, **fields: str) -> Page:
    """The browser posts our form, the holder types the card and the code; the page that returns."""
    page = sandbox.post_form(attempt.page_url, attempt.form_fields)
    return sandbox.fill(page, card=card, **fields)


def brought(page: Page, **changes: str) -> bytes:
    """What the browser brings back."""
    _action, fields = page.form(0)
    return urlencode(fields | changes).encode()


def ask(attempt: Attempt, notice: bytes = b"", now: datetime | None = None) -> Settlement:
    now = now or real_now()
    facts = provider_ask(attempt=attempt, now=now, notice=notice)
    return attempt_settle(attempt_id=attempt.pk, facts=facts, source="web", now=now)


def take(till: Till, body: bytes) -> NoticeReceipt:
    return webhook_store(
        provider_account_public_id=till.account.public_id, headers={}, body=body, now=real_now()
    )


def lines_of(sandbox: Sandbox, attempt: Attempt) -> list[tuple[str, str, int]]:
    path = f"/_sandbox/nestpay/transactions?oid={order_id(attempt.reference)}"
    rows = sandbox.call("GET", path)["transactions"]
    return [(row["kind"], row["status"], row["amount"]) for row in reversed(rows)]


def test_the_signed_answer_pays_without_another_question(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    assert attempt.page_url == f"{sandbox.base_url}/nestpay/fim/est3Dgate"
    assert ask(attempt).state == "requires_action"

    page = pay(sandbox, attempt)
    sandbox.switch({"name": "error_before", "endpoint": "nestpay_api"})
    settlement = ask(attempt, brought(page))

    assert settlement.is_invoice_paid_now
    assert not ask(attempt, brought(page)).has_changed
    row = shop.read(attempt)
    assert (row.state, row.card_brand, row.card_last_four) == ("captured", "VISA", "4509")
    assert lines_of(sandbox, attempt) == [("S", "S", 120_00)]


def test_a_closed_tab_is_settled_by_the_orders_status(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    pay(sandbox, attempt)

    assert ask(attempt).is_invoice_paid_now


def test_the_banks_own_notice_pays_once(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    body = brought(pay(sandbox, attempt))

    receipt = take(shop, body)
    assert receipt.message_id is not None
    assert take(shop, body) == NoticeReceipt(None)
    found = webhook_facts(message_id=receipt.message_id, now=real_now())

    assert found is not None
    settled = attempt_settle(
        attempt_id=found.attempt_id, facts=found.facts, source="webhook", now=real_now()
    )
    assert settled.is_invoice_paid_now


@pytest.mark.parametrize(
    "changed", [{"amount": "1.00"}, {"mdStatus": "1"}, {"Response": "Approved"}, {"HASH": "x"}]
)
def test_an_answer_that_was_touched_counts_for_nothing(
    shop: Till, sandbox: Sandbox, changed: dict[str, str]
) -> None:
    attempt = open_form(shop)
    page = pay(sandbox, attempt, card=INSUFFICIENT)
    forged = brought(page, ProcReturnCode="00", **changed)

    assert take(shop, forged) == NoticeReceipt(None, is_taken=False)
    settlement = ask(attempt, forged)

    assert (settlement.state, settlement.error_code) == ("failed", ErrorCode.INSUFFICIENT_FUNDS)
    assert "alarm" not in shop.events(attempt)


def test_the_answer_of_another_order_counts_for_nothing(shop: Till, sandbox: Sandbox) -> None:
    paid = brought(pay(sandbox, open_form(shop)))
    attempt = open_form(shop)

    assert ask(attempt, paid).state == "requires_action"


def test_half_3d_is_no_success(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)

    settlement = ask(attempt, brought(pay(sandbox, attempt, card=HALF_3D)))

    assert (settlement.state, settlement.error_code) == ("failed", ErrorCode.THREE_DS_FAILED)
    assert lines_of(sandbox, attempt) == [("S", "D", 120_00)]


def test_a_declined_card_may_be_followed_by_another_one(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    settlement = ask(attempt, brought(pay(sandbox, attempt, card=INSUFFICIENT)))
    assert (settlement.state, settlement.error_code) == ("failed", ErrorCode.INSUFFICIENT_FUNDS)

    assert ask(attempt, brought(pay(sandbox, attempt))).is_invoice_paid_now


def test_a_changed_form_does_not_pass_the_gate(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    cheaper = [[name, "1.00" if name == "amount" else v] for name, v in attempt.form_fields]

    page = sandbox.post_form(attempt.page_url, cheaper)

    assert page.status == 400
    assert "hash" in page.text


def test_an_unpaid_order_is_over_only_with_a_margin(shop: Till) -> None:
    attempt = open_form(shop)
    over = attempt.expires_at + timedelta(minutes=30)

    assert ask(attempt, now=over - timedelta(seconds=1)).state == "requires_action"
    assert ask(attempt, now=over).state == "cancelled"


def test_a_bank_that_is_down_opens_no_form(shop: Till, sandbox: Sandbox) -> None:
    sandbox.switch({"name": "error_before", "endpoint": "nestpay_api"})

    attempt = open_form(shop)

    assert (attempt.state, attempt.error_code) == ("failed", ErrorCode.UNREACHABLE)
    assert attempt.form_fields == []


def test_the_amount_of_the_banks_books_must_be_ours(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    pay(sandbox, attempt)
    sandbox.call("PUT", f"/_sandbox/nestpay/orders/{order_id(attempt.reference)}", {"amount": 1})

    assert ask(attempt).state == "unknown"
    assert "alarm" in shop.events(attempt)


def test_a_bank_keeps_no_card(shop: Till) -> None:
    with pytest.raises(CardNotUsable):
        shop.attempt(now=real_now(), method="stored_card", stored_card_id=None)


def refund_of(till: Till, attempt: Attempt, minor: int) -> Refund:
    with acting_as_system("test"):
        return refund_request(
            attempt_id=attempt.pk, amount_minor=minor, reason="iade", actor=AYSE, now=real_now()
        )


def send(refund: Refund, now: datetime | None = None) -> Refund:
    now = now or real_now()
    return refund_settle(
        refund_id=refund.pk, facts=refund_call(refund_id=refund.pk, now=now), now=now
    )


@pytest.fixture
def paid(shop: Till, sandbox: Sandbox) -> Attempt:
    """A captured try whose money lies in the wallet."""
    attempt = open_form(shop)
    ask(attempt, brought(pay(sandbox, attempt)))
    with acting_as_system("test"):
        invoice_void_to_wallet(invoice_id=shop.invoice.pk, reason="ret", actor=AYSE, now=real_now())
    return attempt


def test_the_whole_is_cancelled_on_its_own_day(shop: Till, sandbox: Sandbox, paid: Attempt) -> None:
    assert send(refund_of(shop, paid, 120_00)).state == "done"

    assert lines_of(sandbox, paid) == [("S", "V", 120_00)]
    assert shop.read(paid).state == "refunded"
    assert shop.books.balances() == {}


def test_parts_go_back_as_credits_and_an_unknown_one_is_found(
    shop: Till, sandbox: Sandbox, paid: Attempt, impatient: None
) -> None:
    assert send(refund_of(shop, paid, 40_00)).state == "done"
    second = refund_of(shop, paid, 40_00)
    sandbox.switch({"name": "timeout_after", "remaining": 1, "seconds": 2})
    assert send(second).state == "unknown"
    sandbox.switch()

    assert send(second).state == "done"

    assert lines_of(sandbox, paid) == [("S", "S", 120_00), ("C", "S", 40_00), ("C", "S", 40_00)]
    provider = open_provider(shop.account)
    found = provider.look_up(
        reference=paid.reference, payment_id=order_id(paid.reference), currency="TRY"
    )
    told = [(one.kind, one.amount.minor) for one in found]
    assert sorted(told) == [
        (BookKind.REFUND, 40_00), (BookKind.REFUND, 40_00), (BookKind.SALE, 120_00),
    ]  # fmt: skip


def test_a_refund_that_never_arrived_is_failed_after_a_day(
    shop: Till, sandbox: Sandbox, paid: Attempt, impatient: None
) -> None:
    refund = refund_of(shop, paid, 40_00)
    sandbox.switch({"name": "slow", "remaining": 1, "seconds": 2}, {"name": "error_before"})
    assert send(refund).state == "unknown"
    sandbox.switch()

    assert send(refund).state == "unknown"
    assert send(refund, real_now() + timedelta(hours=25)).state == "failed"
    assert lines_of(sandbox, paid) == [("S", "S", 120_00)]


def test_the_test_button_says_what_the_api_user_is_worth(shop: Till) -> None:
    with acting_as_system("test"):
        provider_account_test(provider_account_id=shop.account.pk, now=real_now())
        provider_account_change(
            provider_account_id=shop.account.pk,
            credentials={"client_id": "1", "user_name": "x", "password": "y", "store_key": "z"},
            actor=AYSE,
            now=real_now(),
        )
        with pytest.raises(ProviderSaidNo):
            provider_account_test(provider_account_id=shop.account.pk, now=real_now())
