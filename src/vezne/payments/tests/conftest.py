"""Fixtures of the tests of payments."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from tests.sandbox_server import sandbox, sandbox_program
from vezne.payments.tests.scripted import ScriptedProvider, scripted_provider
from vezne.payments.tests.till import Till, open_till

__all__ = ["sandbox", "sandbox_program"]


@pytest.fixture
def till(db: None) -> Till:
    return open_till()


@pytest.fixture
def scripted() -> Generator[ScriptedProvider]:
    with scripted_provider() as provider:
        yield provider
