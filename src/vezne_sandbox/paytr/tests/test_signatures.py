"""The sandbox's own hashes against values computed apart from it, by the published rule."""

from vezne_sandbox.paytr.signatures import notice_hash, request_token
from vezne_sandbox.paytr.wire import comma_amount, masked_pan, point_amount, read_point_amount

KEY, SALT = "SECRETKEY12345", "SALTSALTSALT12"


def test_a_token_and_a_notice_are_signed_as_published() -> None:
    token = request_token(KEY, SALT, "123456", "INV0001A1", "5.00")

    assert token == "r3Ve+FEBZvQF3xC63Qlgv4d+Hd0WNfwcSs8KuWt6tMc="
    given = notice_hash(KEY, SALT, oid="INV0001A1", status="success", total="1000")
    assert given == "nZIsdG2UDgGa7b4q0eFePPVWfGHWDK/RulkYkovqqZQ="


def test_amounts_are_written_in_both_of_paytrs_ways() -> None:
    assert [comma_amount(kurus) for kurus in (1080, 1005, 1000, 99)] == [
        "10,8",
        "10,05",
        "10",
        "0,99",
    ]
    assert point_amount(1080) == "10.80"
    assert (read_point_amount("10.80"), read_point_amount("10,80")) == (1080, None)
    assert masked_pan("45535912", "6747") == "455359AAA6747"
