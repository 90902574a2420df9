"""The whole way against the running sandbox: form, bank page, question, books, money back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.sandbox_server import Sandbox
from vezne.core.clock import real_now
from vezne.core.scope import acting_as_system
from vezne.invoicing.services import invoice_void_to_wallet
from vezne.payments.errors import ProviderSaidNo
from vezne.payments.models import Attempt, Refund, StoredCard
from vezne.payments.providers.iyzico import client
from vezne.payments.services import (
    attempt_settle,
    card_charge,
    card_forget,
    form_open,
    provider_account_change,
    provider_account_test,
    provider_ask,
    refund_call,
    refund_request,
    refund_settle,
)
from vezne.payments.services.card import card_keys
from vezne.payments.tests.till import AYSE, NOWHERE, Till, addressed, open_till
from vezne.payments.types import ErrorCode, Settlement

pytestmark = pytest.mark.contract

INSUFFICIENT, STOLEN, GENERAL = "4111111111111129", "4126111111111114", "4130111111111118"
CALLBACK = f"{NOWHERE}/odeme/donus/"


@pytest.fixture
def shop(db: None, sandbox: Sandbox) -> Till:
    keys = sandbox.put_merchant()
    return open_till(
        base_url=sandbox.base_url,
        keys={"api_key": keys["apiKey"], "secret_key": keys["secretKey"]},
    )


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A shorter patience than the provider's silence, so that the test is short too."""
    monkeypatch.setattr(client, "TIMEOUT", 0.8)


def open_form(till: Till, **wishes: Any) -> Attempt:
    now = real_now()
    attempt = till.attempt(now=now, **wishes)
    return form_open(attempt_id=attempt.pk, callback_url=CALLBACK, now=now, ip="203.0.113.7")


def ask(attempt: Attempt, now: datetime | None = None) -> Settlement:
    now = now or real_now()
    facts = provider_ask(attempt=attempt, now=now)
    return attempt_settle(attempt_id=attempt.pk, facts=facts, source="web", now=now)


def store_card(till: Till, sandbox: Sandbox) -> StoredCard:
    attempt = open_form(till, wants_storing=True, wants_renewal=True)
    sandbox.pay(attempt.page_url, registerCard="1")
    assert ask(attempt).is_invoice_paid_now
    with acting_as_system("test"):
        return StoredCard.objects.get()


def charge(till: Till, card: StoredCard, key: str = "k2") -> tuple[Attempt, Settlement]:
    invoice = addressed(till.books.open(key))
    now = real_now()
    attempt = till.attempt(invoice, now=now, method="stored_card", stored_card_id=card.pk)
    facts = card_charge(attempt_id=attempt.pk, now=now)
    return attempt, attempt_settle(attempt_id=attempt.pk, facts=facts, source="clock", now=now)


def test_a_form_is_paid_with_3d_and_the_invoice_with_it(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    assert attempt.state == "requires_action"
    assert ask(attempt).state == "requires_action"

    sandbox.pay(attempt.page_url)
    settlement = ask(attempt)

    assert settlement.is_invoice_paid_now
    assert not ask(attempt).has_changed
    row = shop.read(attempt)
    assert (row.state, row.card_brand, row.card_last_four) == ("captured", "MASTER_CARD", "0008")
    assert row.provider_item_id
    assert len(sandbox.payments(attempt.reference)) == 1


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (INSUFFICIENT, ErrorCode.INSUFFICIENT_FUNDS),
        (STOLEN, ErrorCode.STOLEN_CARD),
        (GENERAL, ErrorCode.DECLINED),
    ],
)
def test_a_declined_card_has_its_own_word(
    shop: Till, sandbox: Sandbox, card: str, code: ErrorCode
) -> None:
    attempt = open_form(shop, wants_3d=False)

    sandbox.pay(attempt.page_url, card=card)
    settlement = ask(attempt)

    assert (settlement.state, settlement.error_code) == ("failed", code)
    again = open_form(shop)
    sandbox.pay(again.page_url)
    assert ask(again).is_invoice_paid_now


def test_a_wrong_code_fails_3d(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    page = sandbox.pay(attempt.page_url, code="000000")
    for _again in range(2):
        page = page.submit(0, {"code": "000000"}, leave_out=("give_up",))

    assert ask(attempt).error_code == ErrorCode.THREE_DS_FAILED


def test_an_unpaid_form_is_cancelled_only_when_it_is_over(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    over = attempt.expires_at + timedelta(minutes=30)

    assert ask(attempt, over - timedelta(seconds=1)).state == "requires_action"
    assert ask(attempt, over).state == "cancelled"


def test_an_opening_that_times_out_is_unknown_and_another_form_pays(
    shop: Till, sandbox: Sandbox, impatient: None
) -> None:
    sandbox.switch({"name": "timeout_after", "remaining": 1, "seconds": 2})

    lost = open_form(shop)

    assert (lost.state, lost.page_url) == ("unknown", "")
    attempt = open_form(shop)
    sandbox.pay(attempt.page_url)
    assert ask(attempt).is_invoice_paid_now
    assert ask(lost, real_now() + timedelta(hours=2)).state == "cancelled"


def test_a_time_out_after_charging_is_unknown_and_never_charged_again(
    shop: Till, sandbox: Sandbox, impatient: None
) -> None:
    card = store_card(shop, sandbox)
    sandbox.switch({"name": "timeout_after", "remaining": 1, "seconds": 2})

    attempt, settlement = charge(shop, card)

    assert settlement.state == "unknown"
    sandbox.switch()
    facts = card_charge(attempt_id=attempt.pk, now=real_now())  # a job that runs twice only asks
    settlement = attempt_settle(
        attempt_id=attempt.pk, facts=facts, source="janitor", now=real_now()
    )
    assert settlement.is_invoice_paid_now
    assert len(sandbox.payments(attempt.reference)) == 1


def test_a_wrong_signature_is_an_alarm_until_a_right_one_comes(
    shop: Till, sandbox: Sandbox
) -> None:
    attempt = open_form(shop)
    sandbox.pay(attempt.page_url)
    sandbox.switch({"name": "wrong_signature", "remaining": 1})

    assert ask(attempt).state == "unknown"
    assert "alarm" in shop.events(attempt)
    assert ask(attempt).is_invoice_paid_now


def test_a_provider_that_is_down_leaves_the_question_open(shop: Till, sandbox: Sandbox) -> None:
    attempt = open_form(shop)
    sandbox.pay(attempt.page_url)
    sandbox.switch({"name": "error_before", "remaining": 1})

    assert ask(attempt).state == "unknown"
    assert ask(attempt).is_invoice_paid_now


def test_a_stored_card_is_charged_and_refused_by_its_bank(shop: Till, sandbox: Sandbox) -> None:
    card = store_card(shop, sandbox)
    assert (card.last_four, card.expires_month, card.expires_year) == ("0008", 12, 2030)

    _first, settlement = charge(shop, card)
    assert settlement.is_invoice_paid_now

    sandbox.set_card_answer(card_keys(card)[1], "10041")
    _second, settlement = charge(shop, card, "k3")
    assert (settlement.state, settlement.error_code) == ("failed", "lost_card")
    assert shop.read(card).blocked_reason == "lost_card"


def test_a_forgotten_card_is_charged_no_more(shop: Till, sandbox: Sandbox) -> None:
    card = store_card(shop, sandbox)
    with acting_as_system("test"):
        for _twice in range(2):
            card_forget(card_id=card.pk, actor=AYSE, now=real_now())

    assert shop.read(card).removed_at is not None


def test_money_goes_back_in_parts_and_an_unknown_part_is_looked_up(
    shop: Till, sandbox: Sandbox, impatient: None
) -> None:
    attempt = open_form(shop)
    sandbox.pay(attempt.page_url)
    ask(attempt)
    now = real_now()
    with acting_as_system("test"):
        invoice_void_to_wallet(invoice_id=shop.invoice.pk, reason="ret", actor=AYSE, now=now)

    def request(minor: int) -> Refund:
        with acting_as_system("test"):
            return refund_request(
                attempt_id=attempt.pk, amount_minor=minor, reason="iade", actor=AYSE, now=now
            )

    def send(refund: Refund) -> Refund:
        facts = refund_call(refund_id=refund.pk, now=real_now())
        return refund_settle(refund_id=refund.pk, facts=facts, now=real_now())

    assert send(request(50_00)).state == "done"
    second = request(70_00)
    sandbox.switch({"name": "timeout_after", "remaining": 1, "seconds": 2})
    assert send(second).state == "unknown"
    sandbox.switch()
    assert send(second).state == "done"
    assert shop.read(attempt).state == "refunded"
    assert shop.books.balances() == {}


def test_the_test_button_says_what_the_keys_are_worth(shop: Till) -> None:
    with acting_as_system("test"):
        provider_account_test(provider_account_id=shop.account.pk, now=real_now())
        provider_account_change(
            provider_account_id=shop.account.pk,
            credentials={"api_key": "wrong", "secret_key": "wrong"},
            actor=AYSE,
            now=real_now(),
        )
        with pytest.raises(ProviderSaidNo):
            provider_account_test(provider_account_id=shop.account.pk, now=real_now())
