"""The running sandbox for the tests of its own packages."""

from tests.sandbox_server import sandbox, sandbox_program, shop

__all__ = ["sandbox", "sandbox_program", "shop"]
