"""Fixtures of the catalogue's tests."""

from __future__ import annotations

import pytest

from vezne.catalog.tests.shop import Shop, open_shop


@pytest.fixture
def shop(db: None) -> Shop:
    return open_shop()
