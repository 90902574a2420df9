"""Fixtures of the tests of reports."""

from __future__ import annotations

import pytest

from tests.architecture.standing import kept_town, town
from vezne.receivables.tests.office import Office, open_office

__all__ = ["kept_town", "office", "town"]


@pytest.fixture
def office(db: None) -> Office:
    """A seller's books with Ayşe's current account."""
    return open_office()
