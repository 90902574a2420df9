"""Where each integrator answers: the only hosts that a real contract may lead to."""

from __future__ import annotations

LIVE_ADDRESSES = {"nilvera": "https://api.nilvera.com"}
TEST_ADDRESSES = {"nilvera": "https://apitest.nilvera.com"}
