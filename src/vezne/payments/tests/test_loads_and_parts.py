"""Loading the wallet by card, and paying an invoice from wallet and card in one checkout."""

from __future__ import annotations

from datetime import timedelta

import pytest

from vezne.catalog.tests.shop import NOW
from vezne.core.money import Money
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.models import Invoice
from vezne.ledger.errors import InsufficientFunds
from vezne.ledger.models import CurrentAccount, LedgerAccount
from vezne.ledger.queries import wallet_available
from vezne.ledger.services import bank_take_back, post
from vezne.ledger.types import LedgerKind, Posting, Reason
from vezne.payments.errors import WalletPartNotAllowed
from vezne.payments.models import Allocation, Attempt, Payment
from vezne.payments.queries import debt_paid_by
from vezne.payments.services import AttemptWishes, attempt_create, load_begin
from vezne.payments.services.requests import form_request
from vezne.payments.tests.till import ADDRESS, AYSE, Till, captured, open_till, refused
from vezne.payments.types import Abandoned, ErrorCode

pytestmark = pytest.mark.django_db


@pytest.fixture
def till() -> Till:
    return open_till()


def account_of(till: Till) -> CurrentAccount:
    with acting_as_system("test"):
        return CurrentAccount.objects.get(pk=till.invoice.current_account_id)


def fill(till: Till, minor: int) -> None:
    """Money in Ayşe's wallet."""
    with acting_as_system("test"):
        posting = Posting(LedgerKind.BANK, LedgerKind.WALLET, minor, "TRY", Reason.TOP_UP)
        post(
            current_account_id=till.invoice.current_account_id,
            postings=(posting,),
            key=f"fill:{minor}",
            now=NOW,
        )


def has(till: Till) -> int:
    """What Ayşe can spend."""
    with acting_as_system("test"):
        return wallet_available(
            current_account_id=till.invoice.current_account_id, unit="TRY", now=NOW
        )


def balances(till: Till) -> dict[str, int]:
    with acting_as_system("test"):
        rows = LedgerAccount.objects.filter(current_account=till.invoice.current_account_id)
        return {row.kind: row.balance for row in rows if row.balance}


def load(till: Till, minor: int = 250_00) -> Attempt:
    with acting_as(till.books.shop.ayse.pk, "panel"):
        payment = load_begin(
            current_account=account_of(till), amount=Money(minor, "TRY"), address=ADDRESS, now=NOW
        )
        return attempt_create(payment_id=payment.pk, wishes=AttemptWishes(), actor=AYSE, now=NOW)


def test_a_load_puts_all_that_is_captured_into_the_wallet(till: Till) -> None:
    attempt = load(till)

    settlement = till.capture(attempt)

    assert settlement.is_captured_now
    assert settlement.invoice_id is None
    assert not settlement.is_invoice_paid_now
    assert has(till) == 250_00
    assert till.intent(attempt).status == "paid"
    assert till.read(till.invoice).paid_minor == 0
    with acting_as_system("test"):
        assert not Allocation.objects.exists()


def test_a_second_answer_loads_nothing_more(till: Till) -> None:
    attempt = load(till)
    till.capture(attempt)

    again = till.capture(attempt)

    assert not again.has_changed
    assert has(till) == 250_00


def test_two_loads_at_once_are_two_payments(till: Till) -> None:
    first, second = load(till), load(till, 100_00)

    till.capture(first)
    till.capture(second)

    assert has(till) == 350_00
    with acting_as_system("test"):
        assert Payment.objects.filter(invoice=None, status="paid").count() == 2


def owe(till: Till, minor: int) -> None:
    """A transfer of Ayşe's that had been spent is taken back by its bank."""
    with acting_as_system("test"):
        bank_take_back(
            current_account_id=till.invoice.current_account_id,
            amount=minor,
            unit="TRY",
            to_kind=LedgerKind.BANK,
            key=f"back:{minor}",
            now=NOW,
        )


def test_a_load_pays_first_what_was_taken_back(till: Till) -> None:
    owe(till, 100_00)
    first, second = load(till, 60_00), load(till, 250_00)

    till.capture(first)
    assert (has(till), balances(till)["receivable"]) == (0, 160_00)  # with the open 120.00
    till.capture(second)
    till.capture(second)

    assert (has(till), balances(till)["receivable"]) == (210_00, 120_00)
    assert till.read(till.invoice).paid_minor == 0
    with acting_as_system("test"):
        assert [debt_paid_by(one) for one in (first, second)] == [60_00, 40_00]


def test_what_an_invoice_did_not_need_pays_an_old_debt_too(till: Till) -> None:
    first, second = till.opened(), till.opened()
    till.capture(first)
    owe(till, 50_00)

    till.capture(second)

    assert till.read(second).surplus_minor == 120_00
    assert (has(till), balances(till).get("receivable", 0)) == (70_00, 0)


def test_what_an_open_invoice_asks_for_is_no_debt_of_a_load(till: Till) -> None:
    till.capture(load(till))

    assert (has(till), balances(till)["receivable"]) == (250_00, 120_00)


def test_a_refused_load_loads_nothing(till: Till) -> None:
    attempt = load(till)

    till.settle(attempt, refused())

    assert has(till) == 0
    assert till.read(attempt).error_code == ErrorCode.INSUFFICIENT_FUNDS


def test_the_providers_form_names_the_load_and_its_payer(till: Till) -> None:
    attempt = load(till)

    with acting_as_system("test"):
        form = form_request(
            attempt=attempt,
            callback_url="http://127.0.0.1:9/",
            locale="tr",
            ip="",
            instalments=(1,),
        )

    assert [line.name for line in form.lines] == ["Bakiye yükleme"]
    assert sum(line.amount.minor for line in form.lines) == 250_00
    assert form.buyer.phone == ADDRESS.phone


def split(till: Till, minor: int) -> Attempt:
    """A try for the invoice of 120.00 with so much of it from the wallet."""
    return till.opened(wallet_minor=minor)


def test_a_part_is_reserved_first_and_taken_with_the_card(till: Till) -> None:
    fill(till, 50_00)
    attempt = split(till, 50_00)

    assert (attempt.amount_minor, attempt.covers_minor) == (70_00, 70_00)
    assert has(till) == 0
    settlement = till.capture(attempt)

    assert settlement.is_invoice_paid_now
    assert till.read(till.invoice).status == "paid"
    assert balances(till).get("wallet", 0) == 0
    assert balances(till)["cash"] == 70_00
    with acting_as_system("test"):
        assert Allocation.objects.get().amount_minor == 120_00


def test_a_failed_card_gives_the_part_back(till: Till) -> None:
    fill(till, 50_00)
    attempt = split(till, 50_00)

    till.settle(attempt, refused())

    assert has(till) == 50_00
    assert till.read(till.invoice).paid_minor == 0


def test_an_abandoned_form_gives_the_part_back(till: Till) -> None:
    fill(till, 50_00)
    attempt = split(till, 50_00)

    till.settle(attempt, Abandoned(), now=NOW + timedelta(hours=2))

    assert has(till) == 50_00


def test_a_new_try_takes_over_what_the_earlier_reserved(till: Till) -> None:
    fill(till, 50_00)
    first = split(till, 50_00)
    second = split(till, 50_00)

    till.capture(second)

    assert till.read(till.invoice).status == "paid"
    late = till.settle(first, captured(first, payment_id="9"))
    assert late.is_surplus
    assert has(till) == 70_00


def test_a_card_that_comes_late_takes_what_the_wallet_still_has(till: Till) -> None:
    fill(till, 50_00)
    attempt = split(till, 50_00)
    till.settle(attempt, refused())

    till.capture(attempt)

    assert till.read(till.invoice).status == "paid"
    assert has(till) == 0


def test_a_card_that_comes_late_leaves_owed_what_was_spent_meanwhile(till: Till) -> None:
    fill(till, 50_00)
    attempt = split(till, 50_00)
    till.settle(attempt, refused())
    with acting_as_system("test"):
        spent = Posting(LedgerKind.WALLET, LedgerKind.BANK, 40_00, "TRY", Reason.REFUND)
        post(
            current_account_id=till.invoice.current_account_id,
            postings=(spent,),
            key="spent",
            now=NOW,
        )

    settlement = till.capture(attempt)

    invoice: Invoice = till.read(till.invoice)
    assert not settlement.is_invoice_paid_now
    assert (invoice.status, invoice.open_minor) == ("open", 40_00)
    assert has(till) == 0


@pytest.mark.parametrize("minor", [120_00, 200_00, -1])
def test_the_part_leaves_something_for_the_card(till: Till, minor: int) -> None:
    fill(till, 300_00)

    with pytest.raises(WalletPartNotAllowed):
        till.attempt(wallet_minor=minor)


def test_a_part_that_the_wallet_has_not_is_refused_and_writes_nothing(till: Till) -> None:
    fill(till, 10_00)

    with pytest.raises(InsufficientFunds):
        till.attempt(wallet_minor=50_00)

    with acting_as_system("test"):
        assert not Attempt.objects.exists()
    assert has(till) == 10_00


def test_a_load_takes_no_part_from_the_wallet(till: Till) -> None:
    with acting_as(till.books.shop.ayse.pk, "panel"):
        payment = load_begin(
            current_account=account_of(till), amount=Money(10_00, "TRY"), address=ADDRESS, now=NOW
        )
        with pytest.raises(WalletPartNotAllowed):
            attempt_create(
                payment_id=payment.pk, wishes=AttemptWishes(wallet_minor=1), actor=AYSE, now=NOW
            )
