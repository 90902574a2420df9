"""A line arrives: whose it is, what it pays, and that it counts once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import factories
from tests.factories import NOW
from vezne.accounts.models import Account
from vezne.banking.models import BankAccount, BankTask, Movement
from vezne.banking.tests import bank
from vezne.banking.types import Channel, TaskKind
from vezne.core.models import OutboxEvent
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing.models import Invoice
from vezne.ledger.models import CurrentAccount
from vezne.notify.models import Notification
from vezne.payments.models import Attempt, AttemptMethod
from vezne.payments.queries import payments_for
from vezne.subscriptions.queries import entitlement_check

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer() -> Account:
    account = bank.buyer_named("Papatya")
    factories.make_member(account)
    return account


@pytest.fixture
def account(seller: Account, buyer: Account) -> CurrentAccount:
    return bank.trade(seller, buyer)


def an_invoice(seller: Account, buyer: Account, price_minor: int = 100_00) -> Invoice:
    """Of a monthly plan, 20 % KDV on top."""
    platform = factories.make_platform(seller, name=f"Panel {price_minor}")
    plan = factories.make_plan(factories.make_product(platform), price_minor=price_minor)
    placed = factories.order_plan(buyer, plan)
    assert placed.invoice is not None
    return placed.invoice


def fresh(invoice: Invoice) -> Invoice:
    with acting_as_system("test"):
        return Invoice.objects.get(pk=invoice.pk)


def test_the_exact_sum_with_our_reference_pays_the_invoice_and_opens_the_service(
    seller: Account, buyer: Account, account: CurrentAccount, till: BankAccount
) -> None:
    invoice = an_invoice(seller, buyer)

    row = bank.arrive(till, 120_00, f"GELEN FAST - AYŞE DEMİR - {bank.code_of(account)}")

    assert (row.state, row.tier) == ("credited", "reference_exact")
    assert (row.current_account_id, row.buyer_id) == (account.pk, buyer.pk)
    assert fresh(invoice).status == "paid"
    assert (bank.wallet(account), bank.owed(account)) == (0, 0)
    with acting_as(buyer.pk, "panel"):
        attempt = Attempt.objects.get()
        assert attempt.method == AttemptMethod.BANK_TRANSFER
        assert payments_for(buyer.pk).get().amount_minor == 120_00
    with acting_as(seller.pk, "desk"):
        assert entitlement_check(
            seller_id=seller.pk, account_public_id=buyer.public_id, key="panel.use", now=NOW
        ).is_allowed


def test_money_without_anything_open_loads_the_wallet_and_is_told(
    seller: Account, buyer: Account, account: CurrentAccount, till: BankAccount
) -> None:
    row = bank.arrive(till, 50_00, f"yukleme {bank.code_of(account).lower()} tesekkurler")

    assert (row.state, row.tier) == ("credited", "reference")
    assert bank.wallet(account) == 50_00
    assert bank.books(seller) == {"bank": 50_00, "wallet": -50_00}
    with acting_as_system("test"):
        assert OutboxEvent.objects.filter(kind="bank.credited").count() == 1
        assert Notification.objects.filter(kind="transfer.loaded").count() == 1


def test_another_sum_pays_the_oldest_first_and_leaves_the_rest_in_the_wallet(
    seller: Account, buyer: Account, account: CurrentAccount, till: BankAccount
) -> None:
    first, second = an_invoice(seller, buyer), an_invoice(seller, buyer, 200_00)

    row = bank.arrive(till, 400_00, bank.code_of(account))

    assert (row.state, row.tier) == ("credited", "reference")
    assert [fresh(one).status for one in (first, second)] == ["paid", "paid"]
    assert bank.wallet(account) == 40_00


def test_two_transfers_pay_one_invoice_together(
    seller: Account, buyer: Account, account: CurrentAccount, till: BankAccount
) -> None:
    invoice = an_invoice(seller, buyer)

    bank.arrive(till, 70_00, bank.code_of(account))
    assert (fresh(invoice).status, fresh(invoice).paid_minor) == ("open", 70_00)
    bank.arrive(till, 50_00, bank.code_of(account))

    assert fresh(invoice).status == "paid"
    assert (bank.wallet(account), bank.owed(account)) == (0, 0)


def test_the_sum_of_one_invoice_pays_that_one_though_another_is_older(
    seller: Account, buyer: Account, account: CurrentAccount, till: BankAccount
) -> None:
    older, meant = an_invoice(seller, buyer), an_invoice(seller, buyer, 200_00)

    bank.arrive(till, 240_00, bank.code_of(account))

    assert [fresh(one).status for one in (older, meant)] == ["open", "paid"]


def test_the_invoices_own_reference_names_its_buyer_and_the_invoice(
    seller: Account, buyer: Account, account: CurrentAccount, till: BankAccount
) -> None:
    older, meant = an_invoice(seller, buyer), an_invoice(seller, buyer, 200_00)

    row = bank.arrive(till, 250_00, f"FATURA {meant.reference.replace('Ö', 'O')}")

    assert (row.state, row.buyer_id) == ("credited", buyer.pk)
    assert fresh(meant).status == "paid"
    assert fresh(older).paid_minor == 10_00


def test_the_same_line_counts_once_whatever_channel_repeats_it(
    seller: Account, account: CurrentAccount, till: BankAccount
) -> None:
    told = bank.line(50_00, bank.code_of(account))

    first = bank.heard(till, told)
    second = bank.heard(till, told, channel=Channel.PULL)

    assert (first.is_new, second.is_new) == (True, False)
    assert second.movement_id == first.movement_id
    assert bank.wallet(account) == 50_00


def test_equal_payments_of_one_day_with_their_own_ids_are_two(
    account: CurrentAccount, till: BankAccount
) -> None:
    bank.arrive(till, 50_00, bank.code_of(account))
    bank.arrive(till, 50_00, bank.code_of(account))

    assert bank.wallet(account) == 100_00


def test_a_line_of_a_file_without_an_id_is_the_one_that_was_pushed(
    account: CurrentAccount, till: BankAccount
) -> None:
    words = f"GELEN EFT {bank.code_of(account)}"
    bank.arrive(till, 50_00, words)

    second = bank.heard(till, bank.line(50_00, words, bank_id="", at=None), channel=Channel.FILE)

    assert not second.is_new
    assert bank.wallet(account) == 50_00


def test_a_pushed_line_gives_its_id_to_the_one_that_a_file_brought_before(
    account: CurrentAccount, till: BankAccount
) -> None:
    words = f"GELEN EFT {bank.code_of(account)}"
    bank.arrive(till, 50_00, words, bank_id="", at=None, channel=Channel.FILE)

    first = bank.heard(till, bank.line(50_00, words, bank_id="A1"))
    second = bank.heard(till, bank.line(50_00, words, bank_id="A2"))

    assert (first.is_new, second.is_new) == (False, True)  # the second is another payment
    assert bank.wallet(account) == 100_00


def test_money_of_nobody_waits_in_suspense(seller: Account, till: BankAccount) -> None:
    row = bank.arrive(till, 75_00, "GELEN FAST - ERSİN ÇELİK - .")

    assert (row.state, row.reason, row.buyer_id) == ("unmatched", "no_clue", None)
    assert bank.books(seller) == {"bank": 75_00, "suspense": -75_00}
    with acting_as_system("test"):
        assert OutboxEvent.objects.filter(kind="bank.unmatched").count() == 1


def test_another_sellers_reference_is_nobodys_here(till: BankAccount, buyer: Account) -> None:
    other = bank.trade(factories.make_seller("Mavi"), buyer)

    row = bank.arrive(till, 75_00, bank.code_of(other))

    assert (row.state, row.reason) == ("unmatched", "no_clue")
    assert bank.wallet(other) == 0


def test_fees_own_transfers_and_payouts_are_booked_in_the_house(
    seller: Account, till: BankAccount
) -> None:
    bank.open_bank(seller, iban=bank.OTHER_IBAN)

    kinds = [
        bank.arrive(till, -5_25, "EFT MASRAFI").kind,
        bank.arrive(till, -1_000_00, "VIRMAN", counterparty_iban=bank.OTHER_IBAN).kind,
        bank.arrive(till, 300_00, "GUN SONU", counterparty_name="İYZİ ÖDEME A.Ş.").kind,
        bank.arrive(till, -40_00, "KIRA").kind,
    ]

    assert kinds == ["fee", "own", "payout", "debit"]
    assert bank.books(seller) == {
        "bank": -745_25,
        "fee": 5_25,
        "clearing": 1_040_00,
        "cash": -300_00,
    }


def test_a_pending_line_moves_nothing_until_the_bank_books_it(
    account: CurrentAccount, till: BankAccount
) -> None:
    told = bank.line(50_00, bank.code_of(account), is_pending=True)
    assert bank.hear(till, told).state == "pending"
    assert bank.wallet(account) == 0

    row = bank.hear(till, bank.line(50_00, bank.code_of(account), bank_id=told.bank_id))

    assert row.state == "credited"
    assert bank.wallet(account) == 50_00


def test_a_line_that_comes_late_raises_one_task(
    seller: Account, account: CurrentAccount, till: BankAccount
) -> None:
    later = NOW + timedelta(minutes=7)

    bank.arrive(till, 50_00, bank.code_of(account), now=later)
    bank.arrive(till, 60_00, bank.code_of(account), now=later)

    with acting_as(seller.pk, "desk"):
        task = BankTask.objects.get()
    assert (task.kind, task.details) == (TaskKind.LATE, {"late_seconds": 420})


def test_the_payers_numbers_lie_sealed(till: BankAccount) -> None:
    row = bank.arrive(
        till, 50_00, "X", counterparty_iban=bank.PAYERS_IBAN, counterparty_tax_id="4540536920"
    )

    stored = " ".join(str(value) for value in vars(row).values())
    assert bank.PAYERS_IBAN not in stored
    assert "4540536920" not in stored
    assert row.iban_tail == "7890"


def test_a_buyer_sees_only_what_was_credited_to_it(
    seller: Account, buyer: Account, account: CurrentAccount, till: BankAccount
) -> None:
    bank.arrive(till, 50_00, bank.code_of(account))
    bank.arrive(till, 60_00, "kimse")

    with acting_as(buyer.pk, "panel"):
        assert [row.amount_minor for row in Movement.objects.all()] == [50_00]
    with acting_as(seller.pk, "desk"):
        assert Movement.objects.count() == 2
    with acting_as(factories.make_seller("Mavi").pk, "desk"):
        assert Movement.objects.count() == 0
