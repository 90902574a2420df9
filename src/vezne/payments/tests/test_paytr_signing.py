"""PayTR's hashes against values that were computed apart from this code, by the published rule."""

from __future__ import annotations

from vezne.payments.providers.paytr.signing import is_genuine, notice_hash, token_of

KEY, SALT, MID = "SECRETKEY12345", "SALTSALTSALT12", "123456"
OID, MAIL, IP = "INV0001A1", "a@example.com", "203.0.113.7"
BASKET = "W1siQWJvbmVsaWsiLCIxMC4wMCIsMV1d"


def token(*fields: str) -> str:
    return token_of(merchant_key=KEY, merchant_salt=SALT, fields=fields)


def test_an_iframe_token_is_signed_as_published() -> None:
    given = token(MID, IP, OID, MAIL, "1000", BASKET, "0", "0", "TL", "1")

    assert given == "J+Kb7nSoGgOY9qDTv8En9yC/cz2/XLFdgoNj83gG5No="


def test_a_transfer_token_is_signed_as_published() -> None:
    given = token(MID, IP, OID, MAIL, "1000", "eft", "1")

    assert given == "VtGf/OQ0rqvt0LyQ3f0GdsVVn7xkL3BEqRR2KzS7+0M="


def test_a_direct_charge_is_signed_as_published() -> None:
    given = token(MID, IP, OID, MAIL, "10.00", "card", "0", "TL", "1", "0")

    assert given == "myLodInBKhQjw6Png2lBLA1XuhwTABT8Ke1sOIZY0ic="


def test_a_refund_and_a_status_query_are_signed_as_published() -> None:
    assert token(MID, OID, "5.00") == "r3Ve+FEBZvQF3xC63Qlgv4d+Hd0WNfwcSs8KuWt6tMc="
    assert token(MID, OID) == "/+FYfCPeAUZDJ0+1DMqZAfe0XWaboButtZL+KxbjXTA="


def test_a_notice_has_its_salt_in_the_second_place() -> None:
    given = notice_hash(
        merchant_key=KEY,
        merchant_salt=SALT,
        merchant_oid=OID,
        status="success",
        total_amount="1000",
    )

    assert given == "nZIsdG2UDgGa7b4q0eFePPVWfGHWDK/RulkYkovqqZQ="
    assert is_genuine(given, given)
    assert not is_genuine("", given)
