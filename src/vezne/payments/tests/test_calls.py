"""Outside calls: never in a transaction, each sent once, with what the provider needs to know."""

from __future__ import annotations

import pytest
from django.db import transaction

from vezne.accounts.models import Account
from vezne.catalog.tests.shop import NOW
from vezne.core.crypto import seal
from vezne.core.errors import NotFound
from vezne.core.money import Money
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice_by_id
from vezne.payments.errors import BuyerIncomplete, NoProvider, ProviderUnavailable
from vezne.payments.models import Attempt
from vezne.payments.providers.base import BuyerDetails
from vezne.payments.providers.iyzico import provider as calls_of
from vezne.payments.providers.iyzico.messages import FORM_OPENED_FIELDS
from vezne.payments.services import (
    calls,
    card_charge,
    form_open,
    provider_account_change,
    provider_ask,
    refund_call,
)
from vezne.payments.services.requests import basket_lines, buyer_details
from vezne.payments.tests.scripted import SECRET, ScriptedProvider
from vezne.payments.tests.till import ADDRESS, AYSE, Till, addressed
from vezne.payments.types import ErrorCode, Refused, Unknown

CALLBACK = "http://127.0.0.1:9/odeme/donus/"


@pytest.fixture
def aimed(till: Till, scripted: ScriptedProvider) -> Till:
    with acting_as_system("test"):
        provider_account_change(
            provider_account_id=till.account.pk,
            base_url=scripted.base_url,
            credentials={"api_key": "k", "secret_key": SECRET},
            actor=AYSE,
            now=NOW,
        )
    return till


def opened(attempt: Attempt) -> Attempt:
    return form_open(attempt_id=attempt.pk, callback_url=CALLBACK, now=NOW, locale="en")


def test_a_buyer_opens_a_form_over_the_sellers_contract(
    aimed: Till, scripted: ScriptedProvider
) -> None:
    attempt = aimed.attempt()
    fields = {"token": "t", "paymentPageUrl": "http://127.0.0.1:9/p", "status": "success"}
    fields["conversationId"] = attempt.reference
    scripted.say(calls_of.FORM_INITIALIZE, fields, *FORM_OPENED_FIELDS)

    with acting_as(aimed.books.shop.ayse.pk, "panel"):
        first, second = opened(attempt), opened(attempt)

    assert (first.state, first.page_url) == ("requires_action", "http://127.0.0.1:9/p")
    assert second.page_url == first.page_url
    assert len(scripted.asked) == 1
    body = scripted.asked[0][2]
    assert (body["locale"], body["price"], body["callbackUrl"]) == ("en", "120.00", CALLBACK)
    assert body["buyer"]["surname"] == "Yılmaz"
    assert body["buyer"]["registrationAddress"] == "Örnek Mah. Deneme Sok. No 1 Şişli"
    assert aimed.events(attempt) == ["created", "asked", "form_opened"]


def test_the_payers_own_cards_are_offered_when_one_is_to_be_stored(
    aimed: Till, scripted: ScriptedProvider
) -> None:
    for key in ("first", "second", "third"):
        opened(aimed.attempt(addressed(aimed.books.open(key)), wants_storing=key != "third"))
        if key == "first":
            aimed.stored_card()

    keys = [asked[2].get("cardUserKey") for asked in scripted.asked]
    assert keys == [None, "uk-1", None]


def test_a_refusal_and_a_silence_are_written(aimed: Till, scripted: ScriptedProvider) -> None:
    scripted.say(calls_of.FORM_INITIALIZE, {"status": "failure", "errorCode": "1001"})
    refused = opened(aimed.attempt())
    assert (refused.state, refused.error_code) == ("failed", "config_error")
    scripted.status = 500
    assert opened(aimed.attempt()).state == "unknown"
    with acting_as_system("test"):
        provider_account_change(
            provider_account_id=aimed.account.pk,
            base_url="http://127.0.0.1:9",
            actor=AYSE,
            now=NOW,
        )
    unreachable = opened(aimed.attempt())
    assert (unreachable.state, unreachable.error_code) == ("failed", "unreachable")


def test_a_form_without_an_address_is_not_opened(till: Till) -> None:
    attempt = till.attempt(till.books.open("k2"))

    refused = opened(attempt)

    assert (refused.state, refused.error_code) == ("failed", "buyer_incomplete")
    assert (refused.asked_at, refused.next_check_at) == (None, None)


@pytest.mark.django_db(transaction=True)
def test_no_call_is_made_inside_a_transaction(till: Till) -> None:
    attempt = till.attempt()

    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        opened(attempt)

    assert till.read(attempt).asked_at is None


def test_too_many_calls_at_once_are_turned_away(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "SLOT_WAIT_SECONDS", 0.01)
    attempt = till.attempt()
    taken = [calls._slots.acquire(blocking=False) for _slot in range(calls.PROVIDER_SLOTS)]

    try:
        with pytest.raises(ProviderUnavailable):
            opened(attempt)
    finally:
        for _slot in taken:
            calls._slots.release()

    assert all(taken)
    assert till.read(attempt).asked_at is None


def test_what_does_not_exist_is_not_called(till: Till) -> None:
    for call in (
        lambda: form_open(attempt_id=0, callback_url=CALLBACK, now=NOW),
        lambda: card_charge(attempt_id=0, now=NOW),
        lambda: refund_call(refund_id=0, now=NOW),
    ):
        with pytest.raises(NotFound):
            call()
    attempt = till.attempt()
    with acting_as_system("test"):
        Attempt.objects.update(provider_account=None)
    with pytest.raises(NoProvider):
        provider_ask(attempt=attempt, now=NOW)


def payer(invoice: Invoice, account: Account) -> BuyerDetails:
    return buyer_details(address=invoice.billing_address or {}, account=account)


def test_the_payer_is_told_from_the_invoice_and_filled_up_from_the_account(till: Till) -> None:
    with acting_as_system("test"):
        invoice = get_invoice_by_id(till.invoice.pk)
        account = Account.objects.get(pk=invoice.buyer_id)
    sealed = seal("12345678901", purpose="accounts_address.tax_id")

    invoice.billing_address = {
        "contact_name": "Ayşe",
        "line": "Yol 1",
        "city": "Van",
        "country": "DE",
        "tax_id_sealed": sealed,
        "company_name": "Papatya Ltd. Şti.",
    }
    buyer = payer(invoice, account)
    assert (buyer.name, buyer.surname, buyer.contact_name) == ("Ayşe", "Ayşe", "Papatya Ltd. Şti.")
    assert (buyer.identity_number, buyer.country) == ("12345678901", "DE")
    assert buyer.phone == account.phone
    invoice.billing_address = {"line": "Yol 1", "city": "Van", "phone": ADDRESS.phone}
    assert payer(invoice, account).identity_number == "4540536920"
    account.tax_id_sealed = ""
    assert payer(invoice, account).identity_number == "11111111111"
    for missing in ("line", "city"):
        invoice.billing_address = {"line": "Yol 1", "city": "Van"} | {missing: ""}
        with pytest.raises(BuyerIncomplete):
            payer(invoice, account)
    invoice.billing_address, account.phone = None, ""
    with pytest.raises(BuyerIncomplete):
        payer(invoice, account)


def test_the_basket_sums_to_the_charge_to_the_kurus(till: Till) -> None:
    lines = [*till.books.draft().lines] * 3
    invoice = till.books.open("three", *lines)
    with acting_as_system("test"):
        invoice = get_invoice_by_id(invoice.pk)
        for minor, parts in ((100, [34, 33, 33]), (2, [1, 1])):
            basket = basket_lines(invoice=invoice, charge=Money(minor, "TRY"))
            assert [line.amount.minor for line in basket] == parts


def test_a_charge_that_was_never_sent_is_refused_and_never_sent_later(
    aimed: Till, scripted: ScriptedProvider
) -> None:
    card = aimed.stored_card()
    invoice = addressed(aimed.books.open("k2"))
    attempt = aimed.attempt(invoice, method="stored_card", stored_card_id=card.pk)

    facts = provider_ask(attempt=attempt, now=NOW)

    assert facts.outcome == Refused(ErrorCode.UNREACHABLE, "never sent")
    assert scripted.asked == []
    scripted.say(calls_of.REPORT_DETAILS, {"status": "success", "payments": []})
    late = card_charge(attempt_id=attempt.pk, now=NOW)
    assert late.outcome == Unknown("not in the books yet")
    assert [path for _method, path, _body in scripted.asked] == [calls_of.REPORT_DETAILS]
    assert provider_ask(attempt=attempt, now=NOW).outcome == Unknown("not in the books yet")


def test_a_charge_without_an_address_ends_at_once_and_blocks_nobody(
    aimed: Till, scripted: ScriptedProvider
) -> None:
    card = aimed.stored_card()
    invoice = aimed.books.open("k2")
    attempt = aimed.attempt(invoice, method="stored_card", stored_card_id=card.pk)

    with acting_as_system("test"):
        facts = card_charge(attempt_id=attempt.pk, now=NOW)
        settled = aimed.settle(attempt, facts.outcome, source="clock")

    assert (settled.state, settled.error_code) == ("failed", "buyer_incomplete")
    assert scripted.asked == []
    assert not aimed.read(card).blocked_reason
    again = aimed.attempt(invoice, method="stored_card", stored_card_id=card.pk)
    assert again.state == "created"
