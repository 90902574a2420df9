"""How the services reach the database functions that alone write the books.

Statements are prepared and sent past Django's cursor (`core.prepared`); as a scoped manager does,
they refuse outside `acting_as`, where row-level security would hide every row without a word.
"""

from __future__ import annotations

from collections.abc import Sequence

from vezne.core import prepared
from vezne.core.prepared import Parameter, Row
from vezne.core.scope import ScopeMissing, current_scope

__all__ = ["Row", "fetch_all", "fetch_one"]


def fetch_all(query: str, parameters: Sequence[Parameter]) -> list[Row]:
    """Run a statement with `$1` … parameters and give all its rows. Raises: ScopeMissing."""
    if current_scope() is None:
        raise ScopeMissing("the ledger is read or written outside acting_as(…)")
    return prepared.fetch_all(query, parameters)


def fetch_one(query: str, parameters: Sequence[Parameter]) -> Row:
    """Run a statement that answers with exactly one row. Raises: ScopeMissing."""
    (row,) = fetch_all(query, parameters)
    return row
