"""Beginning a payment and a try: one open intent, nothing charged twice, the form's opening."""

from __future__ import annotations

from datetime import timedelta

import pytest

from vezne.accounts.models import SellerProfile
from vezne.catalog.tests.shop import NOW
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.services import invoice_void
from vezne.payments import queries
from vezne.payments.errors import (
    AttemptInDoubt,
    CardNotUsable,
    InvoiceNotOpen,
    NoProvider,
)
from vezne.payments.models import Attempt, Payment, StoredCard
from vezne.payments.providers.base import FormOpened
from vezne.payments.services import AttemptWishes, attempt_create, payment_begin, payment_cancel
from vezne.payments.services.attempt import (
    attempt_asked,
    attempt_form_opened,
    attempt_opening_in_doubt,
    attempt_refused_at_opening,
)
from vezne.payments.tests.till import AYSE, SOON, Till, captured, dollar_invoice, refused
from vezne.payments.types import ErrorCode, Pending, RequiresAction, Unknown


def test_a_second_begin_finds_the_same_intent_with_the_amount_of_the_moment(till: Till) -> None:
    first = till.payment()

    with acting_as_system("test"):
        Payment.objects.filter(pk=first.pk).update(amount_minor=1)
        again = payment_begin(invoice_id=till.invoice.pk, now=NOW, is_automatic=True)

    assert (again.pk, again.amount_minor, again.is_automatic) == (first.pk, 120_00, True)


def test_nothing_is_begun_for_a_withdrawn_or_a_missing_invoice(till: Till) -> None:
    with acting_as_system("test"):
        invoice_void(invoice_id=till.invoice.pk, reason="yanlış", actor=AYSE, now=NOW)
        with pytest.raises(InvoiceNotOpen):
            payment_begin(invoice_id=till.invoice.pk, now=NOW)
        with pytest.raises(NotFound):
            payment_begin(invoice_id=0, now=NOW)
        assert not Payment.objects.exists()


def test_somebody_else_begins_nothing(till: Till) -> None:
    with acting_as(till.books.shop.ceren.pk, "panel"), pytest.raises(NotFound):
        payment_begin(invoice_id=till.invoice.pk, now=NOW)
    payment = till.payment()

    with acting_as(till.books.shop.ceren.pk, "panel"), pytest.raises(NotFound):
        attempt_create(payment_id=payment.pk, wishes=AttemptWishes(), actor=AYSE, now=NOW)


def test_a_try_is_written_with_its_own_reference_before_anybody_is_called(till: Till) -> None:
    attempt = till.attempt(wants_3d=False, wants_renewal=True)

    assert attempt.state == "created"
    assert attempt.reference == attempt.public_id
    assert (attempt.amount_minor, attempt.currency, attempt.covers_minor) == (12000, "TRY", 12000)
    assert attempt.next_check_at == NOW + timedelta(seconds=30)
    assert not attempt.wants_3d
    assert not attempt.wants_renewal  # without storing there is nothing to renew with
    assert till.events(attempt) == ["created"]


def test_the_seller_may_force_3d(till: Till) -> None:
    with acting_as_system("test"):
        SellerProfile.objects.filter(pk=till.books.shop.seller.pk).update(force_3d=True)

    assert till.attempt(wants_3d=False).wants_3d


def test_a_price_in_dollars_is_charged_in_lira_at_the_last_bulletin(till: Till) -> None:
    attempt = till.attempt(dollar_invoice(till))

    assert (attempt.amount_minor, attempt.currency) == (505481, "TRY")  # 120 × 42.123456, half up
    assert attempt.covers_minor == 120_00
    assert attempt.rate_micro == 42_123_456
    assert str(attempt.rate_on) == "2026-02-27"


def test_a_contract_in_dollars_charges_dollars(till: Till) -> None:
    with acting_as_system("test"):
        till.account.currencies = ["USD"]
        till.account.save()

    attempt = till.attempt(dollar_invoice(till))

    assert (attempt.amount_minor, attempt.currency, attempt.rate_micro) == (12000, "USD", None)
    with pytest.raises(NoProvider):
        till.attempt()  # and no lira
    with acting_as_system("test"), pytest.raises(NoProvider):
        queries.charge_quote(invoice=till.invoice, provider_account=till.account, now=NOW)


def test_without_an_active_contract_there_is_no_card_payment(till: Till) -> None:
    with acting_as_system("test"):
        till.account.is_active = False
        till.account.save()

    with pytest.raises(NoProvider):
        till.attempt()


def test_a_paid_payment_takes_no_further_try(till: Till) -> None:
    paid = till.paid()

    with acting_as_system("test"), pytest.raises(InvoiceNotOpen):
        attempt_create(payment_id=paid.payment_id, wishes=AttemptWishes(), actor=AYSE, now=NOW)


def test_a_second_form_may_be_opened_beside_the_first(till: Till) -> None:
    first = till.opened()
    second = till.opened()

    assert first.pk != second.pk
    with acting_as_system("test"):
        found = queries.find_open_attempt(invoice_id=till.invoice.pk, now=NOW)
        assert found == second
        later = NOW + timedelta(hours=1)
        assert queries.find_open_attempt(invoice_id=till.invoice.pk, now=later) is None
        assert queries.has_attempt_under_way(till.invoice.pk)


@pytest.mark.parametrize("outcome", [Unknown("no answer"), Pending("1")])
def test_while_the_end_is_in_doubt_nothing_is_charged_again(
    till: Till, outcome: Unknown | Pending
) -> None:
    attempt = till.opened()
    till.settle(attempt, outcome)

    with pytest.raises(AttemptInDoubt):
        till.attempt()
    with acting_as_system("test"), pytest.raises(AttemptInDoubt):
        payment_cancel(payment_id=attempt.payment_id)
    till.settle(attempt, RequiresAction())
    assert till.attempt().state == "created"


def test_an_opening_without_an_answer_does_not_stop_the_payer(till: Till) -> None:
    attempt = till.attempt()
    with acting_as_system("test"):
        assert attempt_asked(attempt_id=attempt.pk, source="web", now=NOW)
        assert not attempt_asked(attempt_id=attempt.pk, source="web", now=NOW)
        doubt = attempt_opening_in_doubt(attempt_id=attempt.pk, detail="ReadTimeout", now=NOW)
        again = attempt_opening_in_doubt(attempt_id=attempt.pk, detail="x", now=NOW)

    assert (doubt.state, again.error_detail) == ("unknown", "ReadTimeout")
    assert till.events(attempt) == ["created", "asked", "unknown"]
    assert till.attempt().state == "created"


def test_a_refused_opening_ends_the_try_with_certainty(till: Till) -> None:
    attempt = till.attempt()
    with acting_as_system("test"):
        for _twice in range(2):
            ended = attempt_refused_at_opening(
                attempt_id=attempt.pk, code=ErrorCode.CONFIG_ERROR, detail="1001", now=NOW
            )
        form = FormOpened("t", "http://127.0.0.1:9/x", 60)
        late = attempt_form_opened(attempt_id=attempt.pk, form=form, now=NOW)

    assert (ended.state, ended.error_code, ended.next_check_at) == ("failed", "config_error", None)
    assert late.page_url == ""
    assert till.events(attempt) == ["created", "refused"]


def test_a_stored_card_is_charged_only_for_its_owner_while_it_is_good(till: Till) -> None:
    card = till.stored_card()
    other = till.books.open("k2")

    attempt = till.attempt(other, method="stored_card", stored_card_id=card.pk, wants_storing=True)

    assert (attempt.stored_card_id, attempt.wants_3d, attempt.wants_storing) == (
        card.pk,
        False,
        False,
    )
    with pytest.raises(AttemptInDoubt):  # it may be under way already
        till.attempt(other, method="stored_card", stored_card_id=card.pk)
    third = till.books.open("k3")
    with acting_as_system("test"):
        StoredCard.objects.update(blocked_reason="lost_card")
    for wrong in (card.pk, None):
        with pytest.raises(CardNotUsable):
            till.attempt(third, method="stored_card", stored_card_id=wrong)


def test_the_clock_does_not_charge_while_a_form_is_open(till: Till) -> None:
    card = till.stored_card()
    other = till.books.open("k2")
    till.opened(other)

    with pytest.raises(AttemptInDoubt):
        till.attempt(other, method="stored_card", stored_card_id=card.pk)
    later = NOW + timedelta(hours=1)
    assert till.attempt(other, now=later, method="stored_card", stored_card_id=card.pk)


def test_an_intent_is_given_up_once_and_its_late_money_is_kept(till: Till) -> None:
    attempt = till.opened()
    with acting_as_system("test"):
        for _twice in range(2):
            assert payment_cancel(payment_id=attempt.payment_id).status == "cancelled"
        with pytest.raises(NotFound):
            payment_cancel(payment_id=0)

    settlement = till.settle(attempt, captured(attempt))

    assert settlement.is_invoice_paid_now
    assert till.intent(attempt).status == "paid"


def test_reads_find_a_try_by_id_by_owner_and_by_token(till: Till) -> None:
    attempt = till.opened()
    with acting_as_system("test"):
        assert queries.get_attempt(attempt.pk) == attempt
        assert queries.find_attempt_public(attempt.public_id) == attempt
        assert queries.find_attempt_public("att_x") is None
        with pytest.raises(NotFound):
            queries.get_attempt(0)
    assert queries.find_attempt_by_token(attempt.provider_token) == attempt
    assert queries.find_attempt_by_token("") is None
    with acting_as(till.books.shop.ayse.pk, "panel"):
        assert queries.get_attempt_for(till.books.shop.ayse.pk, attempt.public_id) == attempt
    with acting_as(till.books.shop.ceren.pk, "panel"), pytest.raises(NotFound):
        queries.get_attempt_for(till.books.shop.ceren.pk, attempt.public_id)


def test_the_janitor_finds_what_is_due_and_the_refusals_of_a_stored_card(till: Till) -> None:
    card = till.stored_card()
    other = till.books.open("k2")
    attempt = till.attempt(other, source="clock", method="stored_card", stored_card_id=card.pk)

    with acting_as_system("test"):
        assert queries.due_attempts(now=NOW) == []
        assert queries.due_attempts(now=SOON) == [attempt.pk]
        assert queries.automatic_failures(other.pk) == []
    till.settle(attempt, refused())
    with acting_as_system("test"):
        assert queries.due_attempts(now=SOON + timedelta(days=9)) == []
        assert queries.automatic_failures(other.pk) == [attempt]
        assert Attempt.objects.filter(pk=attempt.pk, error_code="insufficient_funds").exists()
