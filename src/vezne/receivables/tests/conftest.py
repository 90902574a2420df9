"""Fixtures of the tests of receivables."""

from __future__ import annotations

import pytest

from vezne.receivables.tests.office import Office, open_office


@pytest.fixture
def office(db: None) -> Office:
    """A seller's books with Ayşe's current account; second looks above 1,000.00."""
    return open_office()
