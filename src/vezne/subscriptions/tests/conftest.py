"""Fixtures of the tests of subscriptions."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from vezne.core.scope import acting_as_system
from vezne.subscriptions.tests.business import Business, open_business


@pytest.fixture
def business(db: None) -> Generator[Business]:
    """The shop, inside the system's scope."""
    with acting_as_system("test"):
        yield open_business()
