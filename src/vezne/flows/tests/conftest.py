"""Fixtures of the tests of flows."""

from __future__ import annotations

import pytest

from tests.sandbox_server import Sandbox, sandbox, sandbox_program
from vezne.flows.tests.world import World, open_world

__all__ = ["sandbox", "sandbox_program"]


@pytest.fixture
def world(db: None, sandbox: Sandbox) -> World:
    """A seller with plans, texts and a card contract at the sandbox, and its buyers."""
    return open_world(sandbox)
