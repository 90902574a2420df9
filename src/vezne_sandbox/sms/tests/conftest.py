"""The running sandbox, one for the whole run."""

from tests.sandbox_server import sandbox, sandbox_program, shop

__all__ = ["sandbox", "sandbox_program", "shop"]
