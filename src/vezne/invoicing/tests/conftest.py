"""Fixtures of invoicing's tests: a shop with a current account for its buyer."""

from __future__ import annotations

import pytest

from vezne.invoicing.tests.books import Books, open_books


@pytest.fixture
def books(db: None) -> Books:
    return open_books()
