"""The running sandbox."""

from tests.sandbox_server import sandbox, sandbox_program

__all__ = ["sandbox", "sandbox_program"]
