"""Money back: never more than what remains, never twice, and held in the wallet meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from vezne.catalog.tests.shop import NOW
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as_system
from vezne.invoicing.services import invoice_void_to_wallet
from vezne.ledger.errors import InsufficientFunds
from vezne.payments import queries
from vezne.payments.errors import AttemptInDoubt, NotRefundable, RefundTooLarge
from vezne.payments.models import Attempt, Refund
from vezne.payments.services import refund_request, refund_settle, wallet_pay
from vezne.payments.services.refund import refund_asked
from vezne.payments.tests.test_settlement import part_paid, units
from vezne.payments.tests.till import AYSE, SOON, Till, dollar_invoice, refused
from vezne.payments.types import Refunded, RefundFacts, RefundOutcome, Unknown


def withdrawn(till: Till) -> Attempt:
    """A captured try whose invoice was withdrawn: its money lies in the wallet."""
    attempt = till.paid()
    with acting_as_system("test"):
        invoice_void_to_wallet(invoice_id=till.invoice.pk, reason="ret", actor=AYSE, now=NOW)
    return attempt


def ask(attempt: Attempt, minor: int) -> Refund:
    with acting_as_system("test"):
        return refund_request(
            attempt_id=attempt.pk, amount_minor=minor, reason="iade", actor=AYSE, now=NOW
        )


def answer(refund: Refund, outcome: RefundOutcome) -> Refund:
    return refund_settle(refund_id=refund.pk, facts=RefundFacts(outcome), now=SOON)


def remaining(attempt: Attempt) -> int:
    with acting_as_system("test"):
        return queries.refundable_minor(attempt)


def test_a_refund_in_parts_ends_with_nothing_left(till: Till) -> None:
    attempt = withdrawn(till)
    first = ask(attempt, 50_00)

    assert remaining(attempt) == 70_00
    assert till.books.balances()["wallet"] == -120_00  # held, not yet gone
    done = answer(first, Refunded("host1"))
    assert (done.state, done.host_reference, done.next_check_at) == ("done", "host1", None)
    assert till.books.balances() == {"cash": 70_00, "wallet": -70_00}
    assert answer(first, Refunded("again")).host_reference == "host1"
    assert till.read(attempt).state == "captured"

    answer(ask(attempt, 70_00), Refunded())
    assert till.books.balances() == {}
    assert till.read(attempt).state == "refunded"
    with pytest.raises(NotRefundable):
        ask(attempt, 1)


def test_what_is_asked_or_unknown_counts_as_gone(till: Till) -> None:
    attempt = withdrawn(till)
    open_one = ask(attempt, 100_00)

    for minor in (20_01, 0, -1):
        with pytest.raises(RefundTooLarge):
            ask(attempt, minor)
    unknown = answer(open_one, Unknown("ReadTimeout"))
    assert (unknown.state, unknown.checks) == ("unknown", 1)
    assert unknown.next_check_at == SOON + timedelta(minutes=2)
    assert remaining(attempt) == 20_00


def test_a_refused_refund_frees_the_money(till: Till) -> None:
    attempt = withdrawn(till)

    failed = answer(ask(attempt, 120_00), refused())

    assert (failed.state, failed.error_code) == ("failed", "insufficient_funds")
    assert remaining(attempt) == 120_00
    assert ask(attempt, 120_00).state == "created"
    assert till.events(attempt)[-1] == "refund_failed"


def test_money_that_is_not_in_the_wallet_is_not_given_back(till: Till) -> None:
    attempt = till.paid()

    with pytest.raises(InsufficientFunds):
        ask(attempt, 10_00)
    with acting_as_system("test"):
        assert not Refund.objects.exists()


def test_only_a_captured_card_payment_is_given_back(till: Till) -> None:
    with pytest.raises(NotRefundable):
        ask(till.opened(), 10_00)
    with pytest.raises(NotFound):
        refund_settle(refund_id=0, facts=RefundFacts(Refunded()), now=NOW)


def test_a_surplus_is_given_back(till: Till) -> None:
    late = till.opened()
    till.paid()
    till.capture(late)

    answer(ask(late, 120_00), Refunded())

    assert till.books.balances() == {"cash": 120_00, "revenue": -100_00, "tax": -20_00}


def test_lira_for_dollars_goes_back_at_its_own_rate(till: Till) -> None:
    attempt = till.paid(dollar_invoice(till))
    with acting_as_system("test"):
        invoice_id = till.intent(attempt).invoice_id
        invoice_void_to_wallet(invoice_id=invoice_id, reason="ret", actor=AYSE, now=NOW)

    answer(ask(attempt, 505481), Refunded())

    left = {key: value for key, value in units(till).items() if key[0] in ("cash", "fx", "wallet")}
    assert left == {}


def test_a_surplus_of_an_exchanged_charge_goes_back_in_lira(till: Till) -> None:
    invoice = dollar_invoice(till)
    late = till.opened(invoice)
    till.paid(invoice)
    till.capture(late)

    answer(ask(late, 505481), Refunded())

    assert ("wallet", "TRY") not in units(till)


def test_a_refund_is_sent_once(till: Till) -> None:
    refund = ask(withdrawn(till), 10_00)

    with acting_as_system("test"):
        assert queries.due_refunds(now=NOW) == [refund.pk]
        assert refund_asked(refund_id=refund.pk, now=NOW)
        assert not refund_asked(refund_id=refund.pk, now=NOW)
        assert queries.due_refunds(now=NOW) == []


def test_an_invoice_is_paid_from_the_wallet(till: Till) -> None:
    attempt = withdrawn(till)
    second = till.books.open("k2")
    with acting_as_system("test"):
        settlement = wallet_pay(invoice_id=second.pk, actor=AYSE, now=NOW)
        paid = Attempt.objects.get(pk=settlement.attempt_id)

    assert settlement.is_invoice_paid_now
    assert till.read(second).status == "paid"
    assert "wallet" not in till.books.balances()
    with pytest.raises(NotRefundable):
        ask(paid, 1)
    with pytest.raises(InsufficientFunds):
        ask(attempt, 120_00)


def test_nothing_is_taken_from_the_wallet_while_a_charge_is_in_doubt(till: Till) -> None:
    attempt = till.opened()
    till.settle(attempt, Unknown("ReadTimeout"))

    with acting_as_system("test"), pytest.raises(AttemptInDoubt):
        wallet_pay(invoice_id=till.invoice.pk, actor=AYSE, now=NOW)

    assert till.read(till.invoice).status == "open"


# -- a charge in lira for dollars, of which a part was surplus ------------------------------------

CHARGE = 5054_81
SURPLUS = CHARGE - 505_48
"""12.00 of the 120.00 dollars were still owed: 505.48 lira paid them."""


def partly_surplus(till: Till, *, is_withdrawn: bool) -> Attempt:
    """5,054.81 lira were charged for 120.00 dollars of which 108.00 had been paid before."""
    invoice = dollar_invoice(till)
    whole = part_paid(till, invoice, 10_00)
    till.capture(whole)
    if is_withdrawn:
        with acting_as_system("test"):
            invoice_void_to_wallet(invoice_id=invoice.pk, reason="ret", actor=AYSE, now=NOW)
    return whole


def wallets(till: Till) -> dict[str, int]:
    """What the buyer has, by currency."""
    return {unit: -left for (kind, unit), left in units(till).items() if kind == "wallet"}


def test_a_partial_surplus_goes_back_in_lira(till: Till) -> None:
    attempt = partly_surplus(till, is_withdrawn=False)
    assert wallets(till) == {"TRY": SURPLUS}

    answer(ask(attempt, SURPLUS), Refunded())

    assert wallets(till) == {}
    with pytest.raises(InsufficientFunds):  # the rest pays for the invoice
        ask(attempt, 1_00)


def test_a_refund_over_both_takes_each_from_its_own_wallet(till: Till) -> None:
    attempt = partly_surplus(till, is_withdrawn=True)
    assert wallets(till) == {"TRY": SURPLUS, "USD": 120_00}
    before = units(till)

    answer(ask(attempt, CHARGE), Refunded())

    assert wallets(till) == {"USD": 108_00}
    assert till.read(attempt).state == "refunded"
    after = units(till)
    assert after["cash", "TRY"] == before["cash", "TRY"] - CHARGE
    assert after["fx", "TRY"] == before["fx", "TRY"] + 505_48
    assert after["fx", "USD"] == before["fx", "USD"] - 12_00


def test_parts_of_a_refund_over_both_come_to_the_same(till: Till) -> None:
    attempt = partly_surplus(till, is_withdrawn=True)

    for minor in (1000_00, SURPLUS - 1000_00 + 100_01, 200_02, 205_45):
        answer(ask(attempt, minor), Refunded())

    assert wallets(till) == {"USD": 108_00}
    assert till.read(attempt).state == "refunded"


def test_a_refused_refund_over_both_frees_both(till: Till) -> None:
    attempt = partly_surplus(till, is_withdrawn=True)

    answer(ask(attempt, CHARGE), refused())

    assert wallets(till) == {"TRY": SURPLUS, "USD": 120_00}
    answer(ask(attempt, CHARGE), Refunded())
    assert wallets(till) == {"USD": 108_00}


def test_a_surplus_that_was_spent_leaves_what_the_invoice_gave_back(till: Till) -> None:
    attempt = partly_surplus(till, is_withdrawn=True)
    other = till.books.open("k3", replace(till.books.draft().lines[0], unit_price_minor=3700_00))
    with acting_as_system("test"):
        wallet_pay(invoice_id=other.pk, actor=AYSE, now=NOW)
    left = SURPLUS - 4440_00

    answer(ask(attempt, left + 505_48), Refunded())

    assert wallets(till) == {"USD": 108_00}
    with pytest.raises(InsufficientFunds):
        ask(attempt, 1_00)
