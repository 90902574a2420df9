"""Queries of Django's that are put together once per process, and from then on only asked.

Building a query set and turning it into SQL costs a page more than half of what its small queries
take, and gives the same text each time. Here the function that builds it runs once, with markers in
the place of its arguments and of the scope's account; afterwards their values take the markers'
places among the statement's parameters, and the rows are read as Django reads them.

    @compiled
    def cards_for(*, buyer_id: int, seller_id: int) -> QuerySet[StoredCard]:
        return StoredCard.objects.filter(buyer_id=buyer_id, seller_id=seller_id)

    cards_for(buyer_id=1, seller_id=2)     a list, read anew at each call

The function may only put its arguments into the query: numbers, text, days, instants, and lists
of numbers as `…__one_of=ids`. None, flags, members of enums and a `limit` are part of the
statement, and each of them has its own. An argument that does not arrive among the parameters
unchanged is refused. Whose rows are meant comes from the scope of the call (`core.scope`); each
kind of scope has its own statement as well.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from functools import wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignKey, Lookup, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from vezne.core.scope import Scope, current_scope, meant_as

P = ParamSpec("P")
M = TypeVar("M", bound=Model)
R = TypeVar("R")

_FIRST_NUMBER = 1_918_273_640
"""Markers of numbers count from here: no literal of a query, and small enough for every column."""
_FIRST_INSTANT = datetime(1218, 11, 22, 4, 5, 6, 789_012, tzinfo=UTC)
_SCOPE_ACCOUNT, _SCOPE_SELLER = "scope: account", "scope: seller"


@dataclass(frozen=True, slots=True)
class _Known:
    """A compiled query: its statement, and where among its parameters each value belongs."""

    rows: QuerySet[Any, Any]
    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, str], ...]


class _Again(SQLCompiler):
    """A compiler whose work is done: the first one's, with other parameters."""

    def __init__(self, first: SQLCompiler, answer: tuple[str, Any], using: str) -> None:
        vars(self).update(vars(first))
        self.connection = connections[using]
        self.answer = answer

    def as_sql(self, *_: Any, **__: Any) -> tuple[str, Any]:
        """The statement."""
        return self.answer


def compiled(build: Callable[P, QuerySet[M, R]]) -> Callable[P, list[R]]:
    """Make a function that builds a query set one that gives its rows; see the module."""
    arguments = signature(build)
    kept: dict[Hashable, _Known] = {}

    @wraps(build)
    def ask(*args: P.args, **kwargs: P.kwargs) -> list[R]:
        values = arguments.bind(*args, **kwargs).arguments
        scope = current_scope()
        shape = (
            scope and (scope.face, scope.seller_id is None),
            tuple((name, _shape(name, value)) for name, value in values.items()),
        )
        known = kept.get(shape)
        if known is None:
            known = kept[shape] = _compile(build, values, scope)
        if scope is not None:
            values |= {_SCOPE_ACCOUNT: scope.account_id, _SCOPE_SELLER: scope.seller_id}
        return _rows(known, values)

    return ask


@ForeignKey.register_lookup
@Field.register_lookup
class OneOf(Lookup):
    """`column__one_of=[…]`: one statement for lists of every length, which `__in` is not."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """`column = ANY(array)`."""
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", (*parameters, list(self.rhs))


def _shape(name: str, value: Any) -> Hashable:
    """What of a value is in the statement: its type where it is a parameter, else all of it."""
    if name == "limit" or value is None or isinstance(value, bool | Enum):
        return (value,)
    if type(value) in (int, str, date, datetime, list):
        return type(value).__name__
    raise TypeError(f"{value!r} cannot be an argument of a compiled query")


def _marker(name: str, value: Any, number: int) -> Any:
    if name == "limit":
        return value
    if type(value) is int:
        return _FIRST_NUMBER + number
    if type(value) is list:
        return [_FIRST_NUMBER + number]
    if type(value) is str:
        return f"compiled marker {number}"
    if type(value) is datetime:
        return _FIRST_INSTANT + timedelta(days=number)
    if type(value) is date:
        return _FIRST_INSTANT.date() + timedelta(days=number)
    return value


def _compile(
    build: Callable[..., QuerySet[Any, Any]], values: dict[str, Any], scope: Scope | None
) -> _Known:
    """Build with markers and find them. Raises: TypeError for an argument that got lost."""
    marked = {
        name: _marker(name, value, number) for number, (name, value) in enumerate(values.items())
    }
    wanted = {name: mark for name, mark in marked.items() if mark is not values[name]}
    account, seller = _FIRST_NUMBER + len(values), _FIRST_NUMBER + len(values) + 1
    scoped = {_SCOPE_ACCOUNT: account, _SCOPE_SELLER: seller}
    with meant_as(scope, account_id=account, seller_id=seller):
        rows = build(**marked)
        compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
    places = tuple(
        (at, name)
        for at, one in enumerate(parameters)
        for name, mark in (wanted | scoped).items()
        if isinstance(one, type(mark)) and one == mark
    )
    lost = set(wanted) - {name for _at, name in places}
    if lost:
        raise TypeError(f"{build.__qualname__}: {lost} must be parameters of its query unchanged")
    return _Known(rows, compiler, sql, tuple(parameters), places)


def _rows(known: _Known, values: dict[str, Any]) -> list[Any]:
    """Ask with these values."""
    parameters = list(known.parameters)
    for at, name in known.places:
        before, value = parameters[at], values[name]
        # A number's parameter carries the width of its column.
        parameters[at] = type(before)(value) if isinstance(before, int) else value
    rows = known.rows.all()

    answer = (known.sql, tuple(parameters))
    vars(rows.query)["get_compiler"] = lambda using: _Again(known.compiler, answer, using)
    return list(rows)
