"""Fixtures of the tests of the whole house."""

from __future__ import annotations

from tests.architecture.standing import kept_town, town

__all__ = ["kept_town", "town"]
