"""Paying, voiding, addressing an invoice; coupons on it; and what the ledger says after each."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connection, transaction

from vezne.catalog.tests.shop import DENIZ, NOW
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as, acting_as_system
from vezne.invoicing import queries
from vezne.invoicing.errors import (
    AlreadyDiscounted,
    DiscountTooLarge,
    InvoiceHasPayments,
    InvoiceNotFound,
    InvoiceNotOpen,
    OverAllocation,
    PaymentUnderWay,
)
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import (
    invoice_address_mend,
    invoice_address_set,
    invoice_allocate,
    invoice_discount_apply,
    invoice_discount_remove,
    invoice_settle_free,
    invoice_void,
    invoice_void_to_wallet,
)
from vezne.invoicing.tests.books import LINE, Books, open_books
from vezne.invoicing.types import BillingAddress
from vezne.ledger.services import post
from vezne.ledger.types import Posting

OPENED = {"receivable": 120_00, "revenue": -100_00, "tax": -20_00}


def pay(books: Books, invoice: Invoice, amount: int) -> Invoice:
    """A payment as the package above makes it: its entry, then the allocation."""
    with acting_as_system("test"), transaction.atomic():
        post(
            current_account_id=books.current_account.pk,
            postings=[Posting("cash", "receivable", amount, "TRY", "payment")],
            key=f"{invoice.public_id}:{amount}",
            now=NOW,
        )
        return invoice_allocate(invoice_id=invoice.pk, amount_minor=amount, now=NOW)


def apply(
    books: Books,
    invoice: Invoice,
    discount: int,
    *,
    product_id: int | None = None,
    under_way: bool = False,
) -> Invoice:
    with acting_as(books.shop.ayse.pk, "panel"):
        return invoice_discount_apply(
            invoice_id=invoice.pk,
            discount_minor=discount,
            product_id=product_id,
            is_payment_under_way=under_way,
            now=NOW,
        )


def remove(books: Books, invoice: Invoice) -> Invoice:
    with acting_as(books.shop.ayse.pk, "panel"):
        return invoice_discount_remove(invoice_id=invoice.pk, is_payment_under_way=False, now=NOW)


def void(invoice: Invoice, *, to_wallet: bool = False) -> Invoice:
    service = invoice_void_to_wallet if to_wallet else invoice_void
    with acting_as_system("test"):
        return service(invoice_id=invoice.pk, reason="vazgeçti", actor=DENIZ, now=NOW)


# -- paying ----------------------------------------------------------------------------------


def test_the_last_kurus_makes_it_paid(books: Books) -> None:
    invoice = books.open()

    part = pay(books, invoice, 119_99)
    whole = pay(books, invoice, 1)

    assert (part.status, part.paid_at, part.open_minor) == ("open", None, 1)
    assert (whole.status, whole.paid_at, whole.open_minor) == ("paid", NOW, 0)
    assert books.balances() == {"cash": 120_00, "revenue": -100_00, "tax": -20_00}


def test_more_than_is_owed_is_refused(books: Books) -> None:
    invoice = books.open()

    with pytest.raises(OverAllocation):
        pay(books, invoice, 120_01)
    assert books.balances() == OPENED


def test_a_paid_invoice_takes_nothing_more(books: Books) -> None:
    invoice = books.open()
    pay(books, invoice, 120_00)

    with pytest.raises(InvoiceNotOpen):
        pay(books, invoice, 1)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_payments_at_once_never_pass_the_total() -> None:
    books = open_books()
    invoice = books.open()
    outcomes: list[str] = []
    gate = threading.Barrier(6)

    def pay_half() -> None:
        gate.wait()
        try:
            with acting_as_system("test"):
                invoice_allocate(invoice_id=invoice.pk, amount_minor=50_00, now=NOW)
            outcomes.append("counted")
        except OverAllocation as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=pay_half) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes.count("counted") == 2
    with acting_as_system("test"):
        assert Invoice.objects.get(pk=invoice.pk).paid_minor == 100_00


@pytest.mark.parametrize("amount", [0, -1])
def test_an_allocation_is_positive(books: Books, amount: int) -> None:
    invoice = books.open()

    with acting_as_system("test"), pytest.raises(ValueError, match="positive"):
        invoice_allocate(invoice_id=invoice.pk, amount_minor=amount, now=NOW)


def test_a_foreign_invoice_is_not_found(books: Books) -> None:
    invoice = books.open()

    with acting_as(books.shop.ceren.pk, "panel"):
        with pytest.raises(InvoiceNotFound):
            invoice_allocate(invoice_id=invoice.pk, amount_minor=1, now=NOW)
        with pytest.raises(InvoiceNotFound):
            queries.get_invoice(invoice.public_id)
        with pytest.raises(InvoiceNotFound):
            queries.get_invoice_by_id(invoice.pk)
        assert queries.find_invoice_by_reference(invoice.reference) is None


def test_it_is_found_by_what_people_write(books: Books) -> None:
    invoice = books.open()

    with acting_as(books.shop.ayse.pk, "panel"):
        assert queries.find_invoice_by_reference(f" {invoice.reference.lower()} ") == invoice
        assert queries.find_invoice_by_reference(invoice.reference[3:]) == invoice
        assert queries.get_invoice_by_id(invoice.pk) == invoice


# -- coupons ---------------------------------------------------------------------------------


def test_a_coupon_lowers_net_and_tax_and_the_receivable(books: Books) -> None:
    invoice = books.open()

    lowered = apply(books, invoice, 15_01)

    assert (lowered.net_minor, lowered.kdv_minor, lowered.total_minor) == (84_99, 17_00, 101_99)
    assert lowered.discount_minor == 15_01
    assert books.balances() == {"receivable": 101_99, "revenue": -84_99, "tax": -17_00}
    with acting_as(books.shop.ayse.pk, "panel"):
        [line] = queries.lines_of(invoice.pk)
        assert (line.net_minor, line.discount_minor, line.kdv_minor) == (84_99, 15_01, 17_00)
        assert queries.purchase_of(lowered).items[0].net_minor == 100_00


def test_a_coupon_can_be_taken_off_and_put_on_again(books: Books) -> None:
    invoice = books.open()

    for _time in range(2):
        apply(books, invoice, 10_00)
        assert books.balances()["receivable"] == 108_00
        assert remove(books, invoice).total_minor == 120_00
        assert books.balances() == OPENED


def test_the_same_coupon_again_and_no_coupon_to_take_off_change_nothing(books: Books) -> None:
    invoice = books.open()

    assert remove(books, invoice).repricings == 0
    apply(books, invoice, 10_00)
    assert apply(books, invoice, 10_00).repricings == 1
    assert books.balances()["receivable"] == 108_00


def test_a_second_coupon_is_refused(books: Books) -> None:
    invoice = books.open()
    apply(books, invoice, 10_00)

    with pytest.raises(AlreadyDiscounted):
        apply(books, invoice, 20_00)


def test_a_coupon_for_one_product_lowers_its_lines_only(books: Books) -> None:
    product_id = books.shop.product.pk
    mine, other = replace(LINE, product_id=product_id), replace(LINE, product_id=None)
    invoice = books.open("k1", mine, other)

    apply(books, invoice, 40_00, product_id=product_id)

    with acting_as(books.shop.ayse.pk, "panel"):
        assert [line.net_minor for line in queries.lines_of(invoice.pk)] == [60_00, 100_00]


def test_a_coupon_leaves_what_was_agreed_at_the_opening(books: Books) -> None:
    invoice = books.open("k1", replace(LINE, discount_minor=30_00))

    assert apply(books, invoice, 20_00).discount_minor == 50_00
    removed = remove(books, invoice)

    assert (removed.discount_minor, removed.net_minor) == (30_00, 70_00)


def test_more_than_the_net_is_refused(books: Books) -> None:
    invoice = books.open()

    with pytest.raises(DiscountTooLarge):
        apply(books, invoice, 100_01)
    assert books.balances() == OPENED


def test_no_coupon_while_a_payment_may_still_end_with_money(books: Books) -> None:
    invoice = books.open()

    with pytest.raises(PaymentUnderWay):
        apply(books, invoice, 10_00, under_way=True)
    assert books.balances() == OPENED


def test_no_coupon_once_something_is_paid(books: Books) -> None:
    invoice = books.open()
    pay(books, invoice, 1)

    with pytest.raises(InvoiceHasPayments):
        apply(books, invoice, 10_00)


def test_a_discount_too_small_for_the_tax_moves_the_net_only(books: Books) -> None:
    invoice = books.open()

    apply(books, invoice, 1)

    assert books.balances() == {"receivable": 119_99, "revenue": -99_99, "tax": -20_00}


def test_a_coupon_that_takes_all_leaves_it_open_until_it_is_closed(books: Books) -> None:
    invoice = books.open()

    lowered = apply(books, invoice, 100_00)
    with acting_as(books.shop.ayse.pk, "panel"):
        closed = invoice_settle_free(invoice_id=invoice.pk, now=NOW)
        again = invoice_settle_free(invoice_id=invoice.pk, now=NOW)

    assert (lowered.status, lowered.total_minor) == ("open", 0)
    assert (closed.status, closed.paid_at, again.paid_at) == ("paid", NOW, NOW)
    assert books.balances() == {}


def test_an_invoice_with_something_to_pay_is_not_closed_for_free(books: Books) -> None:
    owed, voided = books.open("k1"), void(books.open("k2"))

    with acting_as(books.shop.ayse.pk, "panel"):
        for invoice in (owed, voided):
            with pytest.raises(InvoiceNotOpen):
                invoice_settle_free(invoice_id=invoice.pk, now=NOW)


# -- voiding ---------------------------------------------------------------------------------


def test_a_void_invoice_leaves_no_balance_and_a_line_in_the_log(books: Books) -> None:
    invoice = books.open()
    apply(books, invoice, 15_01)

    voided, again = void(invoice), void(invoice)

    assert (voided.status, voided.voided_at, voided.open_minor) == ("void", NOW, 0)
    assert again.void_reason == "vazgeçti"
    assert books.balances() == {}
    with acting_as(books.shop.seller.pk, "desk"):
        assert AuditEntry.objects.filter(subject=invoice.public_id).count() == 1


def test_an_invoice_with_money_on_it_is_not_voided(books: Books) -> None:
    part, whole = books.open("k1"), books.open("k2")
    pay(books, part, 1)
    pay(books, whole, 120_00)

    for invoice in (part, whole):
        with pytest.raises(InvoiceHasPayments):
            void(invoice)


def test_a_free_invoice_that_is_paid_is_not_voided(books: Books) -> None:
    invoice = books.open("k1", replace(LINE, unit_price_minor=0))

    with pytest.raises(InvoiceNotOpen):
        void(invoice)
    assert void(invoice, to_wallet=True).status == "void"


@pytest.mark.parametrize("amount", [120_00, 50_00])
def test_what_was_paid_of_it_goes_to_the_wallet(books: Books, amount: int) -> None:
    invoice = books.open()
    pay(books, invoice, amount)

    voided, again = void(invoice, to_wallet=True), void(invoice, to_wallet=True)

    assert (voided.status, again.status, voided.paid_minor) == ("void", "void", amount)
    assert books.balances() == {"cash": amount, "wallet": -amount}


# -- the address -----------------------------------------------------------------------------

ADDRESS = BillingAddress(
    contact_name="Ayşe Demir",
    company_name="Papatya Ltd. Şti.",
    line="Çınar Sk. 1",
    district="Çankaya",
    city="Ankara",
    phone="+905411234567",
)


def test_the_address_is_kept_as_it_was_at_checkout(books: Books) -> None:
    invoice = books.open()

    with acting_as(books.shop.ayse.pk, "panel"):
        invoice_address_set(invoice_id=invoice.pk, address=ADDRESS)
        kept = queries.get_invoice(invoice.public_id).billing_address

    assert kept["city"] == "Ankara"
    assert BillingAddress(**kept) == ADDRESS


def test_a_closed_invoice_keeps_its_address(books: Books) -> None:
    invoice = void(books.open())

    with acting_as(books.shop.ayse.pk, "panel"), pytest.raises(InvoiceNotOpen):
        invoice_address_set(invoice_id=invoice.pk, address=ADDRESS)


def test_a_mended_address_is_kept_on_a_closed_invoice_and_in_the_log(books: Books) -> None:
    invoice = void(books.open())

    with acting_as_system("test"):
        for _ in range(2):
            invoice_address_mend(invoice_id=invoice.pk, address=ADDRESS, actor=DENIZ, now=NOW)
        kept = queries.get_invoice(invoice.public_id).billing_address
        rows = AuditEntry.objects.filter(action="invoice.address_mended").order_by("pk")
        fields = [row.details["fields"] for row in rows]

    assert kept["city"] == "Ankara"
    assert "city" in fields[0]
    assert fields[1] == []
