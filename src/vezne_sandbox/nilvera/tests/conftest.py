"""The running sandbox, one for the whole run."""

from tests.sandbox_server import receiver, sandbox, sandbox_program

__all__ = ["receiver", "sandbox", "sandbox_program"]
