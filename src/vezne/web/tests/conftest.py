"""Fixtures of the tests of the pages."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tests.architecture.standing import kept_town, town
from tests.sandbox_server import sandbox, sandbox_program
from vezne.web.tests.panel import World, open_world

__all__ = ["kept_town", "kept_world", "sandbox", "sandbox_program", "town", "world"]


@pytest.fixture(scope="module")
def kept_world(kept_rows: None) -> World:
    """The panel's world, made once for a module: two thirds of what its tests would cost."""
    return open_world()


@pytest.fixture
def world(kept_world: World, db: None) -> World:
    """The panel's world as it was made."""
    return deepcopy(kept_world)
