"""Web push as its standards have it: RFC 8291's example, and a ticket that others can check."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from vezne.notify.webpush import (
    Sender,
    b64,
    check_keys,
    new_private_key,
    private_key_from,
    public_key_of,
    sealed,
    ticket,
    unb64,
)

# RFC 8291, section 5 and appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BROWSER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6T"
    "lzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4"
    "a-fN"
)


def test_the_example_of_the_standard() -> None:
    sender = ec.derive_private_key(int.from_bytes(unb64(SENDER)), ec.SECP256R1())

    body = sealed(PLAIN, public_key=BROWSER, secret=SECRET, salt=unb64(SALT), sender=sender)

    assert b64(body) == BODY


def test_two_messages_are_never_alike() -> None:
    assert sealed(PLAIN, public_key=BROWSER, secret=SECRET) != sealed(
        PLAIN, public_key=BROWSER, secret=SECRET
    )


def test_a_ticket_is_for_one_service_and_half_a_day() -> None:
    private = new_private_key()
    sender = Sender(private, "mailto:bildirim@vezne.example")

    words = ticket("https://push.example:8443/a/b", sender=sender, real_second=1_800_000_000)

    scheme, token, key = words.replace(",", "").split()
    head, claims, signature = token.removeprefix("t=").split(".")
    assert scheme == "vapid"
    assert json.loads(unb64(head))["alg"] == "ES256"
    assert json.loads(unb64(claims)) == {
        "aud": "https://push.example:8443",
        "exp": 1_800_043_200,
        "sub": "mailto:bildirim@vezne.example",
    }
    assert key == f"k={public_key_of(private)}"
    raw = unb64(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(key[2:]))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


def test_a_key_that_follows_from_a_secret_is_always_the_same() -> None:
    assert private_key_from(b"a") == private_key_from(b"a") != private_key_from(b"b")
    assert len(unb64(public_key_of(private_key_from(b"a")))) == 65


@pytest.mark.parametrize(
    ("public_key", "secret"),
    [(BROWSER, "AAAA"), (BROWSER[:-4], SECRET), ("A" * 87, SECRET), ("ş", SECRET), (BROWSER, "*")],
)
def test_keys_of_no_browser_are_refused(public_key: str, secret: str) -> None:
    with pytest.raises(ValueError):
        check_keys(public_key, secret)
