"""Signatures against the published and the recomputed vectors."""

from __future__ import annotations

import base64
from decimal import Decimal

from vezne.payments.providers.iyzico.signing import (
    answer_signature,
    callback_signature,
    is_genuine,
    request_headers,
    signed_text,
    webhook_signature,
)


def test_a_request_is_signed_over_random_path_and_the_exact_bytes() -> None:
    headers = request_headers(
        api_key="sandbox-test-api-key",
        secret_key="sandbox-test-secret-key",
        random="ABC12345",
        path="/payment/bin/check",
        body=b'{"binNumber": "552879", "locale": "tr"}',
    )

    scheme, encoded = headers["Authorization"].split(" ")
    assert scheme == "IYZWSv2"
    assert encoded == (
        "YXBpS2V5OnNhbmRib3gtdGVzdC1hcGkta2V5JnJhbmRvbUtleTpBQkMxMjM0NSZzaWduYXR1cmU6MWNmMjg2ZjBhYW"
        "ZmZDBlMjRjZDkxMTJkMGE2ZjFlYjYwNmFjZWM4YjAzZTI1YTM2NmY1NWY1ODg0ZmVmMzQ2OQ=="
    )
    assert (
        base64.b64decode(encoded)
        .decode()
        .endswith("1cf286f0aaffd0e24cd9112d0a6f1eb606acec8b03e25a366f55f5884fef3469")
    )
    assert headers["x-iyzi-rnd"] == "ABC12345"


def test_an_answer_is_signed_over_its_fields_without_trailing_zeros() -> None:
    fields = ["22416032", "TRY", "basketId", "conversationId", Decimal("10.50"), Decimal("10.5000")]

    assert (
        answer_signature(secret_key="sandbox-qaIiLIxhjMgx3LSKIVvp6j17NunHOFtD", fields=fields)
        == "836c3a6c8db86c81043f2ca74edb13518b54a813f454f8dd762f0dd658610173"
    )


def test_the_callback_of_3d_is_signed_with_absent_fields_empty() -> None:
    form = {"conversationData": "", "mdStatus": "1", "paymentId": "22484292", "status": "success"}

    assert (
        callback_signature(secret_key="jLc7GQHD2pyJoqXDeEcTnGHYtP7Ai5jl", form=form)
        == "a4f73b80bb32a6ef8358090bbd8609a49a7b53f463048f8ef147496e236d04f0"
    )


def test_webhooks_of_forms_and_of_direct_charges_are_signed_differently() -> None:
    secret = "sandbox-UuLnD7wZa0a3DmytfIrwHQqAMfqCNJrs"
    form = {
        "iyziEventType": "CHECKOUT_FORM_AUTH",
        "iyziPaymentId": Decimal(22483975),
        "token": "e828c62d-fd12-4b1a-ad5a-380f15fe6596",
        "paymentConversationId": "conversationId",
        "status": "SUCCESS",
    }
    direct = {
        "iyziEventType": "API_AUTH",
        "paymentId": Decimal(22484059),
        "paymentConversationId": "conversationId",
        "status": "SUCCESS",
    }

    assert (
        webhook_signature(secret_key=secret, notice=form)
        == "4031c575763486a2d2bf3f7ace0baebfcd6bed65393ab4df3fe80c00d5fd6878"
    )
    assert (
        webhook_signature(secret_key=secret, notice=direct)
        == "92c7a72b7741bc83eb696066605c894778c87297b2c88d6037670666230e18ae"
    )


def test_values_are_spelled_as_the_signatures_want_them() -> None:
    spelled = [None, Decimal("50.00"), Decimal("0E-8"), Decimal(100), Decimal("1E+2"), "x", 3]

    assert [signed_text(value) for value in spelled] == ["", "50", "0", "100", "100", "x", "3"]


def test_only_the_same_text_is_genuine() -> None:
    assert is_genuine("abc", "abc")
    assert not is_genuine("abd", "abc")
    assert not is_genuine(None, "abc")
    assert not is_genuine(5, "5")
