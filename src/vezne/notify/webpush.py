"""Web push without a library: the message sealed for one browser, and the sender's signed ticket.

Sources: RFC 8291 (encryption for a browser), RFC 8188 (`aes128gcm`, one record), RFC 8292 (VAPID).
The push service sees neither title nor address. Pure: keys and times come in, bytes go out.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RECORD_BYTES = 4096
MOST_BYTES = 3_000
"""Of a message; services take four thousand bytes with everything around it."""
TICKET_SECONDS = 12 * 3_600
"""How long a ticket is good for; a day is the most that services take."""


def b64(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """The bytes. Raises: ValueError."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def new_private_key() -> str:
    """A fresh key of a sender, as it is kept among the installation's secrets."""
    return b64((secrets.randbelow(ORDER - 1) + 1).to_bytes(32))


def private_key_from(seed: bytes) -> str:
    """A sender's key that follows from a secret, where none was made."""
    return b64((int.from_bytes(hashlib.sha512(seed).digest()) % (ORDER - 1) + 1).to_bytes(32))


def public_key_of(private: str) -> str:
    """What browsers are given: the point, uncompressed."""
    return b64(_point(_private(private).public_key()))


def _private(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unb64(text)), CURVE)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def check_keys(public_key: str, secret: str) -> None:
    """A browser's two keys as they must be. Raises: ValueError."""
    ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unb64(public_key))
    if len(unb64(secret)) != 16:
        raise ValueError("the secret of a subscription has 16 bytes")


def sealed(
    message: bytes,
    *,
    public_key: str,
    secret: str,
    salt: bytes | None = None,
    sender: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body for one browser; `salt` and `sender` are fresh each time except for vectors."""
    theirs = unb64(public_key)
    salt = salt or secrets.token_bytes(16)
    sender = sender or ec.generate_private_key(CURVE)
    ours = _point(sender.public_key())
    shared = sender.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs))
    key = _hkdf(shared, unb64(secret), b"WebPush: info\0" + theirs + ours, 32)
    content_key = _hkdf(key, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _hkdf(key, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD_BYTES.to_bytes(4) + bytes([len(ours)]) + ours
    return header + AESGCM(content_key).encrypt(nonce, message + b"\x02", None)


def _hkdf(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(key)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends: the installation's key, and how its people are reached (mailto: or https:)."""

    private_key: str
    contact: str


def ticket(endpoint: str, *, sender: Sender, real_second: int) -> str:
    """The `Authorization` for one push service, good for half a day."""
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": real_second + TICKET_SECONDS,
        "sub": sender.contact,
    }
    head = b64(json.dumps({"typ": "JWT", "alg": "ES256"}).encode())
    signed = f"{head}.{b64(json.dumps(claims).encode())}"
    der = _private(sender.private_key).sign(signed.encode(), ec.ECDSA(hashes.SHA256()))
    r, s = decode_dss_signature(der)
    signature = b64(r.to_bytes(32) + s.to_bytes(32))
    return f"vapid t={signed}.{signature}, k={public_key_of(sender.private_key)}"
