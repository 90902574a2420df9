"""Fixtures of the tests of the API."""

from __future__ import annotations

from tests.sandbox_server import receiver, sandbox, sandbox_program

__all__ = ["receiver", "sandbox", "sandbox_program"]
