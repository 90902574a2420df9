"""The fixture `town`: made once for a module, and as it was made for each of its tests."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests.architecture.town import Town, build


@pytest.fixture(scope="module")
def kept_town(kept_rows: None) -> Town:
    """Made once: it costs as much as hundreds of pages."""
    return build()


@pytest.fixture
def town(kept_town: Town, db: None) -> Town:
    """Ayşe's firm, her seller and others, with a row behind every address."""
    return deepcopy(kept_town)
