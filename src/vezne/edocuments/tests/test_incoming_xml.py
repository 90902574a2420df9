"""A buyer's iade invoice: read where its sums fit, left alone where they do not."""

from __future__ import annotations

import pytest

from vezne.edocuments.incoming_xml import MOST_BYTES, ReturnLine, ReturnTax, read_return
from vezne.edocuments.tests.returns import return_xml


def test_sums_taxes_and_lines_are_read() -> None:
    read = read_return(return_xml().encode())

    assert read is not None
    assert (read.currency, read.net_minor, read.tax_minor) == ("TRY", 100_00, 20_00)
    assert read.returns == "EAR2026000000001"
    assert read.taxes == (ReturnTax(2_000, 100_00, 20_00),)
    assert read.lines == (ReturnLine("Hizmet iadesi 20", "1", 100_00, 2_000),)


def test_two_rates_stay_apart() -> None:
    taxes = (("100.00", "20.00", "20"), ("50.00", "5.00", "10.00"))

    read = read_return(return_xml(net="150.00", payable="175.00", taxes=taxes).encode())

    assert read is not None
    assert [(one.rate_bp, one.tax_minor) for one in read.taxes] == [(2_000, 20_00), (1_000, 5_00)]
    assert read.tax_minor == 25_00


def test_what_was_withheld_is_not_given_back() -> None:
    read = read_return(return_xml(payable="110.00", withheld="10.00").encode())

    assert read is not None
    assert (read.net_minor, read.tax_minor) == (100_00, 10_00)


def test_a_hundredth_of_rounding_is_believed_more_is_not() -> None:
    read = read_return(return_xml(payable="120.01").encode())

    assert read is not None
    assert read.net_minor + read.tax_minor == 120_01
    assert read_return(return_xml(payable="120.02").encode()) is None


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "yok",
        "<Invoice/>",
        return_xml(net="-100.00"),
        return_xml(net="NaN"),
        return_xml(net="1e30"),
        return_xml(net="130.00"),
        return_xml(currency="XXX"),
        return_xml().replace('currencyID="TRY">120', 'currencyID="USD">120'),
        return_xml()[:-20],
        return_xml().replace("<Invoice ", '<!DOCTYPE a [<!ENTITY b "c">]><Invoice '),
        return_xml() + " " * MOST_BYTES,
    ],
)
def test_what_cannot_be_read_or_does_not_fit_is_none(xml: str) -> None:
    assert read_return(xml.encode()) is None
