"""PayTR over HTTP against the running sandbox: form, notice, status, cards, money back, books."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

import httpx
import pytest

from tests.sandbox_server import Receiver, Sandbox, receiver
from vezne.catalog.tests.shop import NOW
from vezne.core.clock import real_now
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.services import invoice_void_to_wallet
from vezne.payments.errors import ProviderSaidNo
from vezne.payments.models import Attempt, Refund, StoredCard, WebhookMessage
from vezne.payments.providers import http
from vezne.payments.providers.base import BookKind
from vezne.payments.providers.references import order_id
from vezne.payments.services import (
    attempt_settle,
    card_charge,
    card_forget,
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
from vezne.payments.services.card import card_keys
from vezne.payments.services.gateway import open_provider
from vezne.payments.services.webhook import NoticeReceipt
from vezne.payments.tests.till import AYSE, NOWHERE, Till, addressed, close_contract, open_till
from vezne.payments.types import ErrorCode, Settlement

__all__ = ["receiver"]
pytestmark = pytest.mark.contract

PAYTR_CARD = "4355084355084358"
INSUFFICIENT = "4111111111111129"
ISTANBUL = ZoneInfo("Europe/Istanbul")


@pytest.fixture
def shop(db: None, sandbox: Sandbox, receiver: Receiver) -> Till:
    """A till whose only contract is with PayTR; its notices come to the receiver."""
    receiver.answer = b"OK"
    till = open_till()
    close_contract(till)
    with acting_as(till.books.shop.seller.pk, "desk"):
        till.account = provider_account_add(
            seller_id=till.books.shop.seller.pk,
            provider="paytr",
            base_url=f"{sandbox.base_url}/paytr",
            credentials=sandbox.put_paytr(notice_url=receiver.url),
            currencies=["TRY"],
            is_test=True,
            actor=AYSE,
            now=NOW,
        )
    return till


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shorter patience than the provider's silence, so that the test is short too."""
    monkeypatch.setattr(http, "TIMEOUT", 0.8)


def open_form(till: Till, instalments: tuple[int, ...] = (1,), **wishes: Any) -> Attempt:
    now = real_now()
    attempt = till.attempt(now=now, **wishes)
    return form_open(
        attempt_id=attempt.pk,
        callback_url=f"{NOWHERE}/odeme/donus/",
        now=now,
        ip="203.0.113.7",
        instalments=instalments,
    )


def pay(sandbox: Sandbox, attempt: Attempt, card: str = PAYTR_CARD, **fields: str) -> None:
    sandbox.switch({"name": "no_return"})  # nobody listens at the return address
    sandbox.pay(attempt.page_url, card=card, **fields)
    sandbox.switch()


def ask(attempt: Attempt, now: datetime | None = None) -> Settlement:
    now = now or real_now()
    facts = provider_ask(attempt=attempt, now=now)
    return attempt_settle(attempt_id=attempt.pk, facts=facts, source="web", now=now)


def take(till: Till, body: bytes) -> NoticeReceipt:
    return webhook_store(
        provider_account_public_id=till.account.public_id, headers={}, body=body, now=real_now()
    )


def follow(receipt: NoticeReceipt) -> Settlement:
    assert receipt.message_id is not None
    found = webhook_facts(message_id=receipt.message_id, now=real_now())
    assert found is not None
    return attempt_settle(
        attempt_id=found.attempt_id, facts=found.facts, source="webhook", now=real_now()
    )


def bodies(receiver: Receiver, count: int) -> list[bytes]:
    return [body for _headers, body in receiver.raw(count)]


def order_of(sandbox: Sandbox, attempt: Attempt) -> dict[str, Any]:
    path = f"/_sandbox/paytr/orders?oid={order_id(attempt.reference)}"
    [row] = sandbox.call("GET", path)["orders"]
    return dict(row)


def test_a_form_is_paid_with_3d_and_the_status_query_proves_it(
    shop: Till, sandbox: Sandbox
) -> None:
    attempt = open_form(shop)
    assert attempt.page_url.startswith(f"{sandbox.base_url}/paytr/odeme/guvenli/")
    assert ask(attempt).state == "requires_action"

    pay(sandbox, attempt)
    settlement = ask(attempt)

    assert settlement.is_invoice_paid_now
    assert not ask(attempt).has_changed
    row = shop.read(attempt)
    assert (row.state, row.card_brand, row.card_last_four) == ("captured", "VISA", "4358")
    assert row.provider_payment_id == order_id(attempt.reference)
    assert order_of(sandbox, attempt)["total"] == row.amount_minor


def test_the_notice_pays_once_however_often_it_comes(
    shop: Till, sandbox: Sandbox, receiver: Receiver
) -> None:
    sandbox.switch(
        {"name": "duplicate_webhook", "endpoint": "paytr_notice"},
        {"name": "no_return", "endpoint": "browser_return"},
    )
    attempt = open_form(shop)
    sandbox.pay(attempt.page_url, card=PAYTR_CARD)
    first, second = bodies(receiver, 2)
    assert first == second

    assert follow(take(shop, first)).is_invoice_paid_now
    assert take(shop, second) == NoticeReceipt(None)

    assert shop.events(attempt).count("captured") == 1
    with acting_as_system("test"):
        [message] = WebhookMessage.objects.all()
    assert "raw" not in message.body
    assert b"utoken" not in first


def test_a_signed_notice_is_a_proof_when_the_status_query_is_silent(
    shop: Till, sandbox: Sandbox, receiver: Receiver
) -> None:
    attempt = open_form(shop)
    pay(sandbox, attempt)
    [body] = bodies(receiver, 1)
    sandbox.switch({"name": "error_before", "endpoint": "paytr_status"})

    assert ask(attempt).state == "unknown"
    assert follow(take(shop, body)).is_invoice_paid_now


@pytest.mark.parametrize(
    "changed",
    [{"total_amount": "1"}, {"status": "failed"}, {"merchant_oid": "attx"}, {"hash": "x"}],
)
def test_a_notice_that_was_touched_is_refused_and_changes_nothing(
    shop: Till, sandbox: Sandbox, receiver: Receiver, changed: dict[str, str]
) -> None:
    attempt = open_form(shop)
    pay(sandbox, attempt)
    [body] = bodies(receiver, 1)
    fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}

    receipt = take(shop, urlencode(fields | changed).encode())

    assert receipt == NoticeReceipt(None, is_taken=False)
    assert shop.read(attempt).state == "requires_action"
    with acting_as_system("test"):
        assert [row.outcome for row in WebhookMessage.objects.all()] == ["bad_signature"]


def test_a_notice_with_a_name_twice_is_none(
    shop: Till, sandbox: Sandbox, receiver: Receiver
) -> None:
    attempt = open_form(shop)
    pay(sandbox, attempt)
    [body] = bodies(receiver, 1)

    with pytest.raises(ValueError):
        take(shop, body + b"&total_amount=1")


def test_a_declined_card_has_its_own_word_and_the_form_takes_another(
    shop: Till, sandbox: Sandbox, receiver: Receiver
) -> None:
    attempt = open_form(shop)
    pay(sandbox, attempt, card=INSUFFICIENT)
    [refused] = bodies(receiver, 1)

    settlement = follow(take(shop, refused))
    assert (settlement.state, settlement.error_code) == ("failed", ErrorCode.INSUFFICIENT_FUNDS)

    pay(sandbox, attempt)
    assert ask(attempt).is_invoice_paid_now


def test_a_wrong_code_fails_3d(shop: Till, sandbox: Sandbox, receiver: Receiver) -> None:
    attempt = open_form(shop)
    sandbox.switch({"name": "no_return"})
    page = sandbox.pay(attempt.page_url, card=PAYTR_CARD, code="000000")
    for _again in range(2):
        page = page.submit(0, {"code": "000000"}, leave_out=("give_up",))
    [body] = bodies(receiver, 1)

    assert follow(take(shop, body)).error_code == ErrorCode.THREE_DS_FAILED


def test_an_unpaid_form_is_over_only_with_a_margin(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    over = attempt.expires_at + timedelta(minutes=30)

    assert ask(attempt, over - timedelta(seconds=1)).state == "requires_action"
    assert ask(attempt, over).state == "cancelled"


def test_instalments_cost_the_payer_and_not_the_invoice(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop, instalments=(1, 2, 3))

    pay(sandbox, attempt, installment="3")

    assert ask(attempt).is_invoice_paid_now
    row = shop.read(attempt)
    assert (row.instalments, row.charged_minor) == (3, row.amount_minor * 105 // 100)


def test_an_amount_that_differs_is_an_alarm(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    pay(sandbox, attempt)
    sandbox.call("PUT", f"/_sandbox/paytr/orders/{order_id(attempt.reference)}", {"total": 1})

    assert ask(attempt).state == "unknown"
    assert "alarm" in shop.events(attempt)


def test_an_opening_that_times_out_is_unknown_and_another_form_pays(
    shop: Till, sandbox: Sandbox, impatient: None
) -> None:
    sandbox.switch({"name": "timeout_after", "remaining": 1, "seconds": 2})

    lost = open_form(shop)

    assert (lost.state, lost.page_url) == ("unknown", "")
    attempt = open_form(shop)
    pay(sandbox, attempt)
    assert ask(attempt).is_invoice_paid_now


def store_card(till: Till, sandbox: Sandbox, receiver: Receiver) -> StoredCard:
    attempt = open_form(till, wants_storing=True, wants_renewal=True)
    pay(sandbox, attempt, registerCard="1")
    assert ask(attempt).is_invoice_paid_now  # the browser was quicker than the notice
    body = bodies(receiver, 1)[0]
    assert not follow(take(till, body)).has_changed
    with acting_as_system("test"):
        return StoredCard.objects.get()


def charge(till: Till, card: StoredCard, key: str = "k2") -> tuple[Attempt, Settlement]:
    invoice = addressed(till.books.open(key))
    now = real_now()
    attempt = till.attempt(invoice, now=now, method="stored_card", stored_card_id=card.pk)
    facts = card_charge(attempt_id=attempt.pk, now=now)
    return attempt, attempt_settle(attempt_id=attempt.pk, facts=facts, source="clock", now=now)


def test_a_card_whose_keys_come_with_the_notice_is_kept_late_and_charged(
    shop: Till, sandbox: Sandbox, receiver: Receiver
) -> None:
    card = store_card(shop, sandbox, receiver)
    assert (card.last_four, card.brand, card.expires_year) == ("4358", "VISA", 2030)
    assert card.renews_automatically

    _first, settlement = charge(shop, card)
    assert settlement.is_invoice_paid_now

    sandbox.call("PUT", f"/_sandbox/paytr/cards/{card_keys(card)[1]}", {"errorCode": "10051"})
    _second, settlement = charge(shop, card, "k3")
    assert (settlement.state, settlement.error_code) == ("failed", "insufficient_funds")


def test_a_charge_that_times_out_is_asked_about_and_never_sent_again(
    shop: Till, sandbox: Sandbox, receiver: Receiver, impatient: None
) -> None:
    card = store_card(shop, sandbox, receiver)
    sandbox.switch({"name": "timeout_after", "remaining": 1, "seconds": 2})

    attempt, settlement = charge(shop, card)

    assert settlement.state == "unknown"
    sandbox.switch()
    facts = card_charge(attempt_id=attempt.pk, now=real_now())
    settled = attempt_settle(attempt_id=attempt.pk, facts=facts, source="janitor", now=real_now())
    assert settled.is_invoice_paid_now
    assert order_of(sandbox, attempt)["state"] == "paid"


def test_a_forgotten_card_is_gone_also_the_second_time(
    shop: Till, sandbox: Sandbox, receiver: Receiver
) -> None:
    card = store_card(shop, sandbox, receiver)
    with acting_as_system("test"):
        for _twice in range(2):
            card_forget(card_id=card.pk, actor=AYSE, now=real_now())

    assert charge_is_refused(shop, card)


def charge_is_refused(till: Till, card: StoredCard) -> bool:
    provider = open_provider(till.account)
    user_key, token = card_keys(card)
    return provider._cards(user_key) == [] and bool(token)  # type: ignore[attr-defined]


def test_money_goes_back_in_parts_and_an_unknown_part_is_looked_up(
    shop: Till, sandbox: Sandbox, receiver: Receiver, impatient: None
) -> None:
    attempt = open_form(shop)
    pay(sandbox, attempt)
    ask(attempt)
    now = real_now()
    with acting_as_system("test"):
        invoice_void_to_wallet(invoice_id=shop.invoice.pk, reason="ret", actor=AYSE, now=now)

    def request(minor: int) -> Refund:
        with acting_as_system("test"):
            return refund_request(
                attempt_id=attempt.pk, amount_minor=minor, reason="iade", actor=AYSE, now=now
            )

    def send(refund: Refund, now: datetime | None = None) -> Refund:
        facts = refund_call(refund_id=refund.pk, now=now or real_now())
        return refund_settle(refund_id=refund.pk, facts=facts, now=real_now())

    bodies(receiver, 1)  # the notice was taken: a refund is possible now
    assert send(request(50_00)).state == "done"
    second = request(70_00)
    sandbox.switch({"name": "timeout_after", "remaining": 1, "seconds": 2})
    assert send(second).state == "unknown"
    sandbox.switch()
    assert send(second).state == "done"
    assert shop.read(attempt).state == "refunded"
    assert order_of(sandbox, attempt)["returned"] == 120_00
    assert shop.books.balances() == {}


def test_the_books_of_a_day_and_of_an_order_tell_the_same(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    pay(sandbox, attempt)
    oid = order_id(attempt.reference)
    sandbox.call("PUT", f"/_sandbox/paytr/orders/{oid}", {"refund": 20_50})
    provider = open_provider(shop.account)

    listed = provider.list_day(real_now().astimezone(ISTANBUL).date())
    looked = provider.look_up(reference=attempt.reference, payment_id=oid, currency="TRY")

    assert listed is not None
    told = [(one.kind, one.reference, one.amount.minor) for one in listed]
    assert told == [
        (BookKind.SALE, attempt.reference, 120_00),
        (BookKind.REFUND, attempt.reference, 20_50),
    ]
    assert [(one.kind, one.reference, one.amount.minor) for one in looked] == told
    assert provider.list_day(NOW.date()) == ()
    assert provider.look_up(reference="att_abc", payment_id="", currency="TRY") == ()


def test_the_test_button_says_what_the_keys_are_worth(shop: Till) -> None:
    with acting_as_system("test"):
        provider_account_test(provider_account_id=shop.account.pk, now=real_now())
        provider_account_change(
            provider_account_id=shop.account.pk,
            credentials={"merchant_id": "1", "merchant_key": "x", "merchant_salt": "y"},
            actor=AYSE,
            now=real_now(),
        )
        with pytest.raises(ProviderSaidNo):
            provider_account_test(provider_account_id=shop.account.pk, now=real_now())


def test_the_card_page_is_a_page_of_the_provider(shop: Till, sandbox: Sandbox) -> None:
    page = httpx.get(open_form(shop).page_url, trust_env=False)

    assert page.status_code == 200
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
