"""Vectors that others have published or that follow from the published rule."""

from decimal import Decimal

from vezne_sandbox.iyzico.signatures import (
    answer_signature,
    read_authorization,
    request_signature,
    signed_text,
    webhook_signature,
)

API_KEY, SECRET = "sandbox-test-api-key", "sandbox-test-secret-key"
HEADER = (
    "IYZWSv2 YXBpS2V5OnNhbmRib3gtdGVzdC1hcGkta2V5JnJhbmRvbUtleTpBQkMxMjM0NSZzaWduYXR1cmU6MWNmMjg2Zj"
    "BhYWZmZDBlMjRjZDkxMTJkMGE2ZjFlYjYwNmFjZWM4YjAzZTI1YTM2NmY1NWY1ODg0ZmVmMzQ2OQ=="
)


def test_a_request_is_signed_as_the_official_python_client_signs_it() -> None:
    body = b'{"binNumber": "552879", "locale": "tr"}'

    signature = request_signature(SECRET, "ABC12345", "/payment/bin/check", body)

    assert signature == "1cf286f0aaffd0e24cd9112d0a6f1eb606acec8b03e25a366f55f5884fef3469"


def test_the_authorization_header_is_taken_apart() -> None:
    given = read_authorization(HEADER)

    assert given is not None
    assert (given.api_key, given.random_key) == (API_KEY, "ABC12345")
    assert given.signature.startswith("1cf286f0")


def test_what_is_no_header_is_none() -> None:
    for header in ("", "Basic abc", "IYZWSv2 ***", "IYZWSv2 YWJj"):
        assert read_authorization(header) is None


def test_an_answer_is_signed_as_published() -> None:
    signature = answer_signature(
        "sandbox-qaIiLIxhjMgx3LSKIVvp6j17NunHOFtD",
        "22416032",
        "TRY",
        "basketId",
        "conversationId",
        Decimal("10.50"),
        Decimal("10.5"),
    )

    assert signature == "836c3a6c8db86c81043f2ca74edb13518b54a813f454f8dd762f0dd658610173"


def test_a_threeds_return_is_signed_as_published() -> None:
    signature = answer_signature(
        "jLc7GQHD2pyJoqXDeEcTnGHYtP7Ai5jl", "", "", "1", "22484292", "success"
    )

    assert signature == "a4f73b80bb32a6ef8358090bbd8609a49a7b53f463048f8ef147496e236d04f0"


def test_webhooks_are_signed_as_published() -> None:
    secret = "sandbox-UuLnD7wZa0a3DmytfIrwHQqAMfqCNJrs"
    token = "e828c62d-fd12-4b1a-ad5a-380f15fe6596"

    hosted = webhook_signature(
        secret, "CHECKOUT_FORM_AUTH", "22483975", token, "conversationId", "SUCCESS"
    )
    direct = webhook_signature(secret, "API_AUTH", "22484059", "conversationId", "SUCCESS")

    assert hosted == "4031c575763486a2d2bf3f7ace0baebfcd6bed65393ab4df3fe80c00d5fd6878"
    assert direct == "92c7a72b7741bc83eb696066605c894778c87297b2c88d6037670666230e18ae"


def test_amounts_lose_their_trailing_zeros_in_a_signature_and_nothing_else() -> None:
    written = {"10.50": "10.5", "50.00": "50", "100": "100", "0.10": "0.1", "28.00000000": "28"}

    assert {text: signed_text(Decimal(text)) for text in written} == written
    assert (signed_text(None), signed_text("10.50"), signed_text(7)) == ("", "10.50", "7")
