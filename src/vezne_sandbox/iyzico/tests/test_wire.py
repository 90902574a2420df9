"""Numbers as they stand in iyzico's JSON."""

import json
from decimal import Decimal

import pytest

from vezne_sandbox.iyzico.installments import share_out, total_with
from vezne_sandbox.iyzico.wire import decode, encode, long, short


def test_decimals_are_numbers_and_keep_their_digits() -> None:
    text = encode({"a": Decimal("28.00000000"), "b": [Decimal("10.5"), None, True], "ç": 'ş"'})

    assert text == '{"a":28.00000000,"b":[10.5,null,true],"\\u00e7":"ş\\""}'
    assert json.loads(text)["ç"] == 'ş"'


@pytest.mark.parametrize(
    ("given", "written"), [("100", "100.0"), ("10.50", "10.5"), ("0.25", "0.25"), ("0", "0.0")]
)
def test_prices_have_at_least_one_decimal(given: str, written: str) -> None:
    assert str(short(Decimal(given))) == written


def test_commissions_have_eight_decimals() -> None:
    assert str(long(Decimal("0.25"))) == "0.25000000"


def test_only_an_object_is_a_request() -> None:
    assert decode(b"") == decode(b"null") == {}
    assert decode(b'{"price": 1.10}') == {"price": Decimal("1.10")}
    for body in (b"[1]", b"{", b"\xff"):
        with pytest.raises(ValueError):
            decode(body)


def test_a_float_is_never_written() -> None:
    with pytest.raises(TypeError):
        encode({"price": 1.5})


def test_shares_sum_to_the_whole() -> None:
    assert share_out(Decimal("100.00"), [Decimal(1)] * 3) == [
        Decimal("33.33"),
        Decimal("33.33"),
        Decimal("33.34"),
    ]
    assert total_with(3, Decimal("9650.00")) == Decimal("9987.75")
