"""Where each provider answers: the only hosts that a real contract may lead to."""

from __future__ import annotations

LIVE_ADDRESSES = {"iyzico": "https://api.iyzipay.com"}
TEST_ADDRESSES = {"iyzico": "https://sandbox-api.iyzipay.com"}
