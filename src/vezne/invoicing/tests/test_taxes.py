"""ÖİV and withholding on open invoices: asked for, booked, priced again, withdrawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from vezne.catalog.taxes import withholding_floor_on
from vezne.catalog.tests.shop import DENIZ, NOW
from vezne.core.calendar import istanbul_date
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import (
    invoice_discount_apply,
    invoice_discount_remove,
    invoice_void,
    rate_record,
)
from vezne.invoicing.tests.books import LINE, Books
from vezne.ledger.services import withholding_set

FLOOR = withholding_floor_on(istanbul_date(NOW + timedelta(days=30)))
HELD = replace(LINE, unit_price_minor=FLOOR, withheld_code="602")
INTERNET = replace(LINE, oiv_rate_bp=1000)


def withhold(books: Books, *, is_on: bool = True) -> None:
    """The seller says that the buyer declares part of the KDV itself."""
    with acting_as_system("test"):
        withholding_set(
            current_account_id=books.current_account.pk,
            withholds_kdv=is_on,
            actor=DENIZ,
            now=NOW,
        )


def repriced(invoice: Invoice, discount: int) -> Invoice:
    """A coupon comes, or with nothing goes."""
    with acting_as_system("test"):
        if not discount:
            return invoice_discount_remove(
                invoice_id=invoice.pk, is_payment_under_way=False, now=NOW
            )
        return invoice_discount_apply(
            invoice_id=invoice.pk,
            discount_minor=discount,
            product_id=None,
            is_payment_under_way=False,
            now=NOW,
        )


def test_oiv_is_asked_for_and_booked_with_the_kdv(books: Books) -> None:
    invoice = books.open("k1", INTERNET, LINE)

    assert (invoice.net_minor, invoice.kdv_minor, invoice.oiv_minor) == (200_00, 40_00, 10_00)
    assert (invoice.total_minor, invoice.tax_minor) == (250_00, 50_00)
    assert books.balances() == {"receivable": 250_00, "revenue": -200_00, "tax": -50_00}
    with acting_as_system("test"):
        lines = invoice.lines.order_by("position")
        assert [(row.oiv_rate_bp, row.oiv_minor) for row in lines] == [(1000, 10_00), (0, 0)]


def test_a_plain_batch_and_one_with_taxes_open_alike(books: Books) -> None:
    plain, other = (
        books.open("k1"),
        books.open("k2", replace(LINE, exemption_code="", kdv_rate_bp=0)),
    )

    assert (plain.oiv_minor, plain.withheld_minor) == (0, 0)
    assert (other.total_minor, other.tax_minor) == (100_00, 0)


def test_a_withholding_buyer_owes_less_and_the_seller_less_tax(books: Books) -> None:
    withhold(books)

    invoice = books.open("k1", HELD)

    kdv = FLOOR // 5
    assert (invoice.kdv_minor, invoice.withheld_minor) == (kdv, kdv * 9 // 10)
    assert invoice.total_minor == FLOOR + kdv - kdv * 9 // 10
    assert books.balances() == {
        "receivable": invoice.total_minor,
        "revenue": -FLOOR,
        "tax": -(kdv - kdv * 9 // 10),
    }


def test_another_buyer_pays_all_of_the_kdv(books: Books) -> None:
    invoice = books.open("k1", HELD)

    assert (invoice.withheld_minor, invoice.total_minor) == (0, FLOOR + FLOOR // 5)
    with acting_as_system("test"):
        assert invoice.lines.get().withheld_code == ""


def test_a_later_word_on_the_buyer_leaves_open_invoices_alone(books: Books) -> None:
    withhold(books)
    before = books.open("k1", HELD)
    withhold(books, is_on=False)

    again, after = books.open("k1", HELD), books.open("k2", HELD)

    assert again == before
    assert (before.withheld_minor > 0, after.withheld_minor) == (True, 0)


def test_nothing_is_withheld_up_to_the_years_floor(books: Books) -> None:
    withhold(books)
    net = FLOOR * 5 // 6

    at, above = (
        books.open(f"k{price}", replace(HELD, unit_price_minor=price)) for price in (net, net + 1)
    )

    assert (at.total_minor, at.withheld_minor) == (FLOOR, 0)
    assert above.withheld_minor > 0


def test_the_floor_of_another_currency_is_at_the_openings_rate(books: Books) -> None:
    withhold(books)
    with acting_as_system("test"):
        rate_record(
            currency="USD",
            bulletin_on=istanbul_date(NOW) - timedelta(days=1),
            rate_micro=40_000_000,
        )
    at = FLOOR // 40

    kept = books.open("k1", replace(HELD, unit_price_minor=at, kdv_rate_bp=0), currency="USD")
    held = books.open("k2", replace(HELD, unit_price_minor=at), currency="USD")

    assert (kept.withheld_minor, held.withheld_minor > 0) == (0, True)


def test_a_coupon_that_leads_below_the_floor_gives_the_kdv_back_to_the_seller(books: Books) -> None:
    withhold(books)
    invoice = books.open("k1", HELD)
    first = invoice.total_minor

    lowered = repriced(invoice, FLOOR // 2)

    net = FLOOR - FLOOR // 2
    assert (lowered.net_minor, lowered.withheld_minor) == (net, 0)
    assert lowered.tax_minor > invoice.tax_minor, "less is sold, more of its tax is the seller's"
    assert books.balances() == {
        "receivable": lowered.total_minor,
        "revenue": -net,
        "tax": -lowered.tax_minor,
    }
    assert repriced(lowered, 0).total_minor == first
    assert books.balances()["receivable"] == first


def test_a_coupon_lowers_oiv_with_the_net_and_a_void_takes_all_back(books: Books) -> None:
    invoice = repriced(books.open("k1", INTERNET), 50_00)

    assert (invoice.kdv_minor, invoice.oiv_minor, invoice.total_minor) == (10_00, 5_00, 65_00)
    with acting_as_system("test"):
        invoice_void(invoice_id=invoice.pk, reason="yanlış", actor=DENIZ, now=NOW)
    assert books.balances() == {}


def test_the_floor_is_that_of_the_year_in_which_it_is_owed() -> None:
    def floor(year: int) -> int:
        return withholding_floor_on(datetime(year, 6, 1, tzinfo=NOW.tzinfo).date())

    assert [floor(year) for year in (2020, 2024, 2025, 2026, 2031)] == [
        2_000_00,
        6_900_00,
        9_900_00,
        12_000_00,
        12_000_00,
    ]
