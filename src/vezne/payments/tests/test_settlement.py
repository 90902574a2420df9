"""The one place where a try ends: exactly once, never wrongly, and no money is ever dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from vezne.catalog.tests.shop import NOW
from vezne.core.errors import NotFound
from vezne.core.models import OutboxEvent
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import (
    invoice_discount_apply,
    invoice_discount_remove,
    invoice_void,
)
from vezne.ledger.models import LedgerAccount
from vezne.payments.models import Allocation, Attempt, AttemptEvent, Payment, StoredCard
from vezne.payments.services import attempt_settle
from vezne.payments.tests.till import (
    AYSE,
    CARD,
    SOON,
    STORED,
    Till,
    captured,
    dollar_invoice,
    refused,
)
from vezne.payments.types import (
    Abandoned,
    ErrorCode,
    Pending,
    ProviderFacts,
    RequiresAction,
    Unknown,
)

PAID = {"cash": 120_00, "revenue": -100_00, "tax": -20_00}


def units(till: Till) -> dict[tuple[str, str], int]:
    """Balances by kind and unit."""
    with acting_as_system("test"):
        rows = LedgerAccount.objects.filter(current_account=till.books.current_account)
        return {(row.kind, row.unit): row.balance for row in rows if row.balance}


def facts_in_outbox() -> list[str]:
    return list(OutboxEvent.objects.order_by("id").values_list("kind", flat=True))


def test_a_capture_pays_the_invoice_and_books_cash(till: Till) -> None:
    attempt = till.opened()

    settlement = till.capture(attempt)

    assert settlement.is_captured_now
    assert settlement.is_invoice_paid_now
    assert not settlement.is_surplus
    assert till.books.balances() == PAID
    row = till.read(attempt)
    assert (row.state, row.charged_minor, row.card_last_four) == ("captured", 12000, "0008")
    assert (row.settled_at, row.next_check_at) == (SOON, None)
    assert till.read(till.invoice).status == "paid"
    assert till.intent(row).status == "paid"
    with acting_as_system("test"):
        assert Allocation.objects.get().amount_minor == 12000
        assert not StoredCard.objects.exists()
    assert facts_in_outbox()[-1] == "payment.captured"


def test_a_second_capture_changes_nothing(till: Till) -> None:
    attempt = till.opened()
    till.capture(attempt)
    before = (till.books.balances(), till.events(attempt), facts_in_outbox())

    for source in ("webhook", "janitor"):
        again = till.settle(attempt, captured(attempt), source=source)
        assert not again.has_changed
        assert not again.is_captured_now
        assert not again.is_invoice_paid_now

    assert (till.books.balances(), till.events(attempt), facts_in_outbox()) == before


def test_no_word_after_a_capture_takes_it_back(till: Till) -> None:
    attempt = till.paid()

    for outcome in (refused(), Abandoned(), Unknown("late"), Pending(), RequiresAction()):
        assert not till.settle(attempt, outcome).has_changed

    assert till.read(attempt).state == "captured"
    assert till.books.balances() == PAID


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"amount": Money(11999, "TRY")}, "settled amount"),
        ({"charged": Money(12000, "USD")}, "settled amount"),
        ({"charged": Money(11999, "TRY")}, "settled charge"),
    ],
)
def test_an_answer_over_another_amount_is_an_alarm_and_never_a_capture(
    till: Till, change: dict[str, Money], reason: str
) -> None:
    attempt = till.opened()

    settlement = till.settle(attempt, captured(attempt, **change), source="janitor")

    assert settlement.state == "unknown"
    assert till.books.balances() == {"receivable": 120_00, "revenue": -100_00, "tax": -20_00}
    assert facts_in_outbox()[-1] == "payment.alarm"
    with acting_as_system("test"):
        event = AttemptEvent.objects.get(kind="alarm")
        assert event.details["reason"] == reason
    assert till.read(till.invoice).status == "open"


def test_an_alarm_about_an_ended_try_is_raised_and_changes_nothing(till: Till) -> None:
    attempt = till.paid()

    assert not till.settle(attempt, Unknown("reference", is_alarm=True)).has_changed

    assert till.read(attempt).state == "captured"
    assert facts_in_outbox()[-1] == "payment.alarm"


def test_the_cost_of_instalments_is_booked_apart(till: Till) -> None:
    attempt = till.opened()

    till.capture(attempt, charged=Money(123_60, "TRY"), instalments=3)

    assert till.books.balances() == {
        "cash": 123_60,
        "revenue": -100_00,
        "tax": -20_00,
        "instalment_difference": -3_60,
    }
    assert till.read(attempt).instalments == 3


def test_a_late_success_after_another_payment_goes_to_the_wallet(till: Till) -> None:
    late, other = till.opened(), till.opened()
    till.capture(other)

    settlement = till.capture(late)

    assert settlement.is_captured_now
    assert settlement.is_surplus
    assert not settlement.is_invoice_paid_now
    assert till.books.balances() == PAID | {"cash": 240_00, "wallet": -120_00}
    assert till.read(late).surplus_minor == 120_00
    with acting_as_system("test"):
        assert Allocation.objects.count() == 1


def test_money_for_a_withdrawn_invoice_goes_to_the_wallet(till: Till) -> None:
    attempt = till.opened()
    with acting_as_system("test"):
        invoice_void(invoice_id=till.invoice.pk, reason="iptal", actor=AYSE, now=NOW)

    settlement = till.capture(attempt)

    assert settlement.is_surplus
    assert till.books.balances() == {"cash": 120_00, "wallet": -120_00}


def test_of_two_intents_the_one_that_was_given_up_closes_the_other(till: Till) -> None:
    late = till.opened()
    with acting_as_system("test"):
        Payment.objects.update(status="cancelled")
    second = till.opened()

    till.capture(late)

    assert till.intent(second).status == "cancelled"
    till.capture(second)
    assert till.books.balances() == PAID | {"cash": 240_00, "wallet": -120_00}
    assert till.intent(second).status == "paid"


def test_a_try_over_more_than_is_left_pays_the_rest_and_keeps_the_surplus(till: Till) -> None:
    attempt = till.opened()
    with acting_as_system("test"):  # a coupon came while the form was open
        invoice_discount_apply(
            invoice_id=till.invoice.pk,
            discount_minor=10_00,
            product_id=None,
            is_payment_under_way=False,
            now=NOW,
        )

    settlement = till.capture(attempt)

    assert settlement.is_surplus
    assert settlement.is_invoice_paid_now
    assert till.read(attempt).surplus_minor == 12_00
    with acting_as_system("test"):
        assert Allocation.objects.get().amount_minor == 108_00
    assert till.books.balances()["wallet"] == -12_00


def part_paid(till: Till, invoice: Invoice, discount: int) -> Attempt:
    """The invoice is paid but for a coupon that came off again; a try over all of it is open."""
    with acting_as_system("test"):
        invoice_discount_apply(
            invoice_id=invoice.pk,
            discount_minor=discount,
            product_id=None,
            is_payment_under_way=False,
            now=NOW,
        )
    less = till.opened(invoice)
    with acting_as_system("test"):
        invoice_discount_remove(invoice_id=invoice.pk, is_payment_under_way=False, now=NOW)
    whole = till.opened(invoice)
    assert less.payment_id == whole.payment_id
    till.capture(less)
    assert till.intent(less).status == "paid"
    assert till.read(invoice).status == "open"
    return whole


def test_a_second_capture_pays_first_what_is_still_owed(till: Till) -> None:
    whole = part_paid(till, till.invoice, 10_00)

    settlement = till.capture(whole)

    assert settlement.is_invoice_paid_now
    assert settlement.is_surplus
    assert till.read(till.invoice).status == "paid"
    assert till.read(whole).surplus_minor == 108_00
    assert till.books.balances() == {
        "cash": 228_00,
        "wallet": -108_00,
        "revenue": -100_00,
        "tax": -20_00,
    }
    with acting_as_system("test"):
        paid = Allocation.objects.order_by("pk").values_list("amount_minor", flat=True)
        assert list(paid) == [108_00, 12_00]


def test_a_second_capture_in_lira_pays_first_what_is_still_owed_in_dollars(till: Till) -> None:
    invoice = dollar_invoice(till)
    whole = part_paid(till, invoice, 10_00)

    assert till.capture(whole).is_invoice_paid_now

    # 12.00 of 120.00 dollars at 42.123456 are 505.48 of 5,054.81 lira.
    assert till.read(whole).surplus_minor == 5054_81 - 505_48
    assert units(till)["wallet", "TRY"] == -(5054_81 - 505_48)
    assert ("receivable", "USD") not in units(till)


def test_lira_for_a_dollar_invoice_passes_the_fx_account(till: Till) -> None:
    invoice = dollar_invoice(till)
    attempt = till.opened(invoice)

    settlement = till.capture(attempt)

    assert settlement.is_invoice_paid_now
    found = {key: value for key, value in units(till).items() if key[0] in ("cash", "fx", "wallet")}
    assert found == {("cash", "TRY"): 505481, ("fx", "TRY"): -505481, ("fx", "USD"): 120_00}
    assert ("receivable", "USD") not in units(till)


def test_a_card_is_kept_when_asked_and_renewed_when_it_is_the_same(till: Till) -> None:
    card = till.stored_card()

    assert (card.last_four, card.expires_year, card.renews_automatically) == ("0008", 2030, True)
    assert "ct-1" not in card.token_sealed
    with acting_as_system("test"):
        StoredCard.objects.update(blocked_reason="insufficient_funds")
    again = till.opened(till.books.open("k2"), wants_storing=True)
    till.capture(again, card=replace(STORED, expires_year=2033))
    with acting_as_system("test"):
        same = StoredCard.objects.get()
    assert (same.pk, same.expires_year, same.blocked_reason) == (card.pk, 2033, "")
    assert same.renews_automatically  # without a new consent the old one stays
    assert till.read(again).stored_card_id == card.pk


def test_the_newest_consent_decides_which_card_renews(till: Till) -> None:
    first = till.stored_card()
    second = till.opened(till.books.open("k2"), wants_storing=True, wants_renewal=True)

    till.capture(second, card=replace(STORED, token="ct-2", last_four="0006"))

    assert not till.read(first).renews_automatically
    with acting_as_system("test"):
        assert StoredCard.objects.get(renews_automatically=True).last_four == "0006"


def test_a_card_is_not_kept_without_the_wish(till: Till) -> None:
    till.capture(till.opened(), card=STORED)
    till.capture(till.opened(till.books.open("k2"), wants_storing=True), card=CARD)

    with acting_as_system("test"):
        assert not StoredCard.objects.exists()


def test_a_refusal_ends_the_try_and_lets_the_payer_try_again(till: Till) -> None:
    attempt = till.opened()

    settlement = till.settle(attempt, refused())

    assert (settlement.state, settlement.error_code) == ("failed", "insufficient_funds")
    assert not till.settle(attempt, refused(ErrorCode.LOST_CARD)).has_changed
    assert till.read(attempt).error_code == "insufficient_funds"
    assert facts_in_outbox()[-1] == "payment.failed"
    assert till.attempt().payment_id == attempt.payment_id
    assert till.capture(attempt).is_invoice_paid_now  # the payer went on on the same form
    assert till.read(attempt).error_code == ""


def test_a_hard_refusal_blocks_the_stored_card(till: Till) -> None:
    card = till.stored_card()
    soft, hard = (
        till.attempt(till.books.open(key), method="stored_card", stored_card_id=card.pk)
        for key in ("k2", "k3")
    )

    till.settle(soft, refused())
    assert till.read(card).blocked_reason == ""
    till.settle(hard, refused(ErrorCode.LOST_CARD))
    assert till.read(card).blocked_reason == "lost_card"


def test_an_expired_form_is_cancelled(till: Till) -> None:
    attempt = till.opened()

    settlement = till.settle(attempt, Abandoned(), source="janitor")

    assert (settlement.state, settlement.error_code) == ("cancelled", "form_expired")
    assert facts_in_outbox()[-1] == "payment.cancelled"
    assert till.books.balances()["receivable"] == 120_00


def test_what_is_not_certain_is_asked_again_at_growing_distances(till: Till) -> None:
    attempt = till.opened()

    till.settle(attempt, Pending("9"), source="janitor")
    row = till.read(attempt)
    assert (row.state, row.checks) == ("pending", 1)
    assert row.next_check_at == SOON + timedelta(minutes=2)
    settlement = till.settle(attempt, Unknown("no_answer: ReadTimeout"), source="janitor")
    assert settlement.state == "unknown"
    assert till.read(attempt).next_check_at == SOON + timedelta(minutes=5)
    assert till.events(attempt)[-2:] == ["pending", "unknown"]


def test_an_unanswered_question_of_the_janitor_leaves_the_payer_on_the_form(till: Till) -> None:
    attempt = till.opened()

    assert till.settle(attempt, Unknown("x"), source="janitor").state == "requires_action"
    assert till.settle(attempt, Unknown("x"), source="web").state == "unknown"
    assert till.settle(attempt, RequiresAction(), source="poller").state == "requires_action"
    assert till.settle(attempt, Unknown("x", is_alarm=True), source="janitor").state == "unknown"


def test_a_charge_without_a_form_never_waits_for_the_payer(till: Till) -> None:
    card = till.stored_card()
    attempt = till.attempt(till.books.open("k2"), method="stored_card", stored_card_id=card.pk)

    assert till.settle(attempt, RequiresAction(), source="janitor").state == "unknown"


def test_an_unknown_try_is_not_found(db: None) -> None:
    facts = ProviderFacts(Abandoned())

    with pytest.raises(NotFound):
        attempt_settle(attempt_id=0, facts=facts, source="web", now=NOW)


def test_a_settlement_that_is_rolled_back_leaves_nothing(till: Till) -> None:
    attempt = till.opened()
    before = till.books.balances()

    with pytest.raises(RuntimeError), transaction.atomic():
        till.capture(attempt)
        raise RuntimeError

    assert till.books.balances() == before
    assert till.capture(attempt).is_invoice_paid_now


def test_what_happened_is_never_changed(till: Till) -> None:
    attempt = till.attempt()

    with acting_as_system("test"):
        event = AttemptEvent.objects.get(attempt=attempt)
        for change in (lambda: AttemptEvent.objects.update(kind="x"), event.delete):
            with pytest.raises(IntegrityError), transaction.atomic():
                change()
