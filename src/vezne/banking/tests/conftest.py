"""Fixtures of the tests of banking."""

from __future__ import annotations

from tests.sandbox_server import sandbox, sandbox_program

__all__ = ["sandbox", "sandbox_program"]
