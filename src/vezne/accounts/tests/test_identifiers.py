from __future__ import annotations

import pytest

from vezne.accounts import identifiers
from vezne.accounts.errors import (
    InvalidIban,
    InvalidPhone,
    InvalidTaxId,
    InvalidTckn,
    InvalidVkn,
)


@pytest.mark.parametrize(
    "typed", ["4540536920", " 454 053 6920 ", "454.053.69-20", "４５４０５３６９２０"]
)
def test_a_vkn_is_read_however_it_is_spaced(typed: str) -> None:
    assert identifiers.normalise_vkn(typed) == "4540536920"


@pytest.mark.parametrize("typed", ["1234567891", "2222222222", "454053692", "454053692O", ""])
def test_a_wrong_vkn_is_refused(typed: str) -> None:
    with pytest.raises(InvalidVkn):
        identifiers.normalise_vkn(typed)


def test_a_tckn_is_checked_and_masked() -> None:
    assert identifiers.normalise_tckn("100 000 001 46") == "10000000146"
    assert identifiers.shown_tax_id("10000000146") == "*******0146"
    assert identifiers.shown_tax_id("4540536920") == "4540536920"
    with pytest.raises(InvalidTckn):
        identifiers.normalise_tckn("11111111111")


def test_a_tax_number_is_told_by_its_length() -> None:
    assert identifiers.normalise_tax_id("3900383669") == "3900383669"
    assert identifiers.normalise_tax_id("12345678950") == "12345678950"
    for typed, error in [
        ("1234567891", InvalidVkn),
        ("11111111111", InvalidTckn),
        ("123", InvalidTaxId),
    ]:
        with pytest.raises(error):
            identifiers.normalise_tax_id(typed)


def test_an_iban_is_turkish_and_its_digits_agree() -> None:
    iban = identifiers.normalise_iban("tr33 0006 1005 1978 6457 8413 26")

    assert iban == "TR330006100519786457841326"
    assert identifiers.shown_iban(iban) == "TR33 0006 1005 1978 6457 8413 26"
    for typed in ["TR330006100519786457841327", "DE89370400440532013000", "TR33"]:
        with pytest.raises(InvalidIban):
            identifiers.normalise_iban(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "05411234567",
        "5411234567",
        "905411234567",
        "+905411234567",
        "00905411234567",
        "+90 0541 123 45 67",
        "(0541) 123-4567",
        "0541.123.45.67",
        "0541 123 45 67 dahili 12",
        "٠٥٤١١٢٣٤٥٦٧",
    ],
)
def test_one_phone_has_one_form(typed: str) -> None:
    assert identifiers.normalise_phone(typed) == "+905411234567"


@pytest.mark.parametrize("typed", ["0541 123 45 6", "0541 O23 45 67", "ayse", "", "12"])
def test_what_is_no_phone_is_refused(typed: str) -> None:
    assert identifiers.find_phone(typed) is None
    with pytest.raises(InvalidPhone):
        identifiers.normalise_phone(typed)


def test_only_a_mobile_gets_an_sms() -> None:
    assert identifiers.is_mobile("+905411234567")
    assert not identifiers.is_mobile("+902161234567")
    assert not identifiers.is_mobile("444 0 333")


def test_a_phone_is_shown_as_people_write_it() -> None:
    assert identifiers.shown_phone("+905411234567") == "0541 123 45 67"
    assert identifiers.shown_phone("+4930123456") == "+49 30 123456"
    assert identifiers.shown_phone("?") == "?"
