"""The code that a bank app reads off the screen."""

from __future__ import annotations

import pytest

from vezne.banking.karekod import crc, karekod

IBAN = "TR330006100519786457841326"


def fields(code: str) -> dict[str, str]:
    """Take a code apart."""
    found, at = {}, 0
    while at < len(code):
        length = int(code[at + 2 : at + 4])
        found[code[at : at + 2]] = code[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def test_the_check_value_of_the_algorithm_comes_out() -> None:
    assert crc("123456789") == "29B1"


def test_a_code_names_the_account_its_bank_and_its_holder_in_plain_letters() -> None:
    found = fields(karekod(iban=IBAN, holder="Çınar Mobilya Sanayi ve Ticaret Limited Şirketi"))

    account = fields(found["61"])
    assert (found["75"], found["01"], found["02"]) == ("10", "11", "0061")
    assert account == {"01": IBAN, "07": "CINAR MOBILYA SANAYI VE T", "10": "03"}
    assert "54" not in found


def test_an_amount_is_written_in_kurus_with_twelve_digits() -> None:
    found = fields(karekod(iban=IBAN, holder="Nar", amount_minor=123_456))

    assert found["54"] == "000000123456"
    assert len(found["03"]) == 12
    assert len(found["20"]) == 32


def test_the_crc_closes_over_everything_before_it() -> None:
    code = karekod(iban=IBAN, holder="Nar", amount_minor=1)

    assert code[-8:-4] == "6304"
    assert crc(code[:-4]) == code[-4:]
    assert karekod(iban=IBAN, holder="Nar", amount_minor=1) == code


@pytest.mark.parametrize("amount", [0, -5, 10**12])
def test_an_amount_that_cannot_be_paid_is_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="amount"):
        karekod(iban=IBAN, holder="Nar", amount_minor=amount)


def test_a_foreign_iban_is_refused() -> None:
    with pytest.raises(ValueError, match="Turkish"):
        karekod(iban="DE89370400440532013000", holder="Nar")
