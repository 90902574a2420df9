"""Secrets at rest: AES-256-GCM with the key's id in front, and an HMAC index for matching.

A sealed value is `key id` + `:` + base64(nonce + ciphertext). Keys come from the environment
(`VEZNE_DATA_KEYS`, newest first), never from the database, so a dump does not hold them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12


@cache
def _keys() -> dict[str, bytes]:
    pairs = (entry.split(":", 1) for entry in settings.VEZNE_DATA_KEYS)
    return {key_id: base64.b64decode(encoded) for key_id, encoded in pairs}


@cache
def _newest() -> tuple[str, AESGCM]:
    """The newest key's id, and its cipher: a file seals a value for each of its lines."""
    key_id, key = next(iter(_keys().items()))
    return key_id, AESGCM(key)


@cache
def _index_key() -> bytes:
    """Of the oldest key, so that a new one changes no index."""
    return hashlib.sha256(b"index" + next(reversed(_keys().values()))).digest()


def seal(plain: str, *, purpose: str) -> str:
    """Encrypt with the newest key; `purpose` (table and column) binds the value to its place."""
    key_id, cipher = _newest()
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = cipher.encrypt(nonce, plain.encode(), purpose.encode())
    return f"{key_id}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, purpose: str) -> str:
    """Decrypt what `seal` made for the same purpose; raises for a foreign or damaged value."""
    key_id, encoded = sealed.split(":", 1)
    raw = base64.b64decode(encoded)
    nonce, body = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
    return AESGCM(_keys()[key_id]).decrypt(nonce, body, purpose.encode()).decode()


def seal_bytes(plain: bytes, *, purpose: str) -> bytes:
    """The same for a document, without the third that base64 adds: key id + `:` + nonce + body."""
    key_id, cipher = _newest()
    nonce = secrets.token_bytes(NONCE_BYTES)
    return key_id.encode() + b":" + nonce + cipher.encrypt(nonce, plain, purpose.encode())


def unseal_bytes(sealed: bytes, *, purpose: str) -> bytes:
    """What `seal_bytes` made for the same purpose; raises for a foreign or damaged value."""
    key_id, raw = bytes(sealed).split(b":", 1)
    nonce, body = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
    return AESGCM(_keys()[key_id.decode()]).decrypt(nonce, body, purpose.encode())


def index_of(plain: str, *, purpose: str) -> str:
    """A keyed hash by which equal values find each other without being readable."""
    return hmac.digest(_index_key(), f"{purpose}\0{plain}".encode(), "sha256").hex()
