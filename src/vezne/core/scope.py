"""Who is looking: the one entry point through which an account's rows can be read or written.

Three layers, each enough on its own:
* `acting_as(account_id, face)` tells the database whose rows are meant; scoped managers refuse
  (`ScopeMissing`) outside of it and add the same condition to every query;
* row-level security, forced, checks the same setting in the database (`EnableRowSecurity`);
* a generated test asks every address as every role of a foreign account.

A *panel* scope sees what the account buys (`buyer_id`), a *desk* scope what it sells
(`seller_id`); both see the account's own rows (`account_id`). Where one seller alone vouches for
who looks (portal visit, payment link), the scope is narrowed to that seller, by the managers and
in the database alike (`NarrowToSeller`). `acting_as_system` takes the wider database role
`vezne_jobs` for jobs, sign-in and incoming webhooks, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, TypeVar

from django.db import connection, models
from django.db.migrations.operations import RunSQL

from vezne.core.prepared import fetch_one

Face = Literal["panel", "desk", "system"]
APP_ROLE = "vezne_app"
SYSTEM_ROLE = "vezne_jobs"


class ScopeMissing(RuntimeError):
    """A scoped table was touched outside `acting_as`: a mistake of ours, never of the user."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows are meant: an account seen from one face, or the system with its reason."""

    face: Face
    account_id: int | None = None
    reason: str = ""
    seller_id: int | None = None  # of a panel that one seller vouched for: only its rows


_current: ContextVar[Scope | None] = ContextVar("vezne_scope", default=None)


def current_scope() -> Scope | None:
    """The scope of this moment, or None outside any."""
    return _current.get()


_SET = """
SELECT set_config('vezne.buyer', $1, false), set_config('vezne.seller', $2, false),
       set_config('vezne.only_seller', $3, false), set_config('role', $4, false)
"""


Settings = tuple[str, str, str, str]


def _settings(scope: Scope | None) -> Settings:
    """What the database must know of a scope: buyer, seller, only seller, role."""
    if scope is None:
        return ("", "", "", APP_ROLE)
    if scope.face == "system":
        return ("", "", "", SYSTEM_ROLE)
    account, only = str(scope.account_id), scope.seller_id
    only_seller = "" if only is None else str(only)
    if scope.face == "panel":
        return (account, "", only_seller, APP_ROLE)
    return ("", account, only_seller, APP_ROLE)


@contextmanager
def _entered(scope: Scope) -> Iterator[None]:
    previous = _current.get()
    before, inside = _settings(previous), _settings(scope)
    if before != inside:
        fetch_one(_SET, inside)
    token = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(token)
        # In a broken transaction the settings fall back by themselves when it is rolled back;
        # outside one, a scope opened in the block that failed is taken back here.
        if before != inside and not (connection.in_atomic_block and connection.needs_rollback):
            fetch_one(_SET, before)


@contextmanager
def acting_as(
    account_id: int, face: Literal["panel", "desk"], *, seller_id: int | None = None
) -> Iterator[None]:
    """Read and write as this account, from its panel (buyer) or its desk (seller) face.

    With `seller_id` the panel shows what is bought from this seller alone: a seller that lets
    somebody in (portal link, payment link) must not see what the account has elsewhere.
    """
    with _entered(Scope(face=face, account_id=account_id, seller_id=seller_id)):
        yield


@contextmanager
def acting_as_system(reason: str) -> Iterator[None]:
    """Read and write over all accounts, with the wider database role; `reason` names the caller."""
    with _entered(Scope(face="system", reason=reason)):
        yield


@contextmanager
def acting_in(scope: Scope) -> Iterator[None]:
    """Enter a scope that another thread is in, on this thread's own connection."""
    with _entered(scope):
        yield


@contextmanager
def meant_as(scope: Scope | None, *, account_id: int, seller_id: int) -> Iterator[None]:
    """Build queries for a scope with other ids in the place of its own; nothing is asked in it."""
    if scope is not None and scope.account_id is not None:
        narrowed = None if scope.seller_id is None else seller_id
        scope = replace(scope, account_id=account_id, seller_id=narrowed)
    token = _current.set(scope)
    try:
        yield
    finally:
        _current.reset(token)


M = TypeVar("M", bound=models.Model)


class ScopedManager(models.Manager[M]):
    """Refuses outside `acting_as` and adds the scope's condition to every query.

    A model says by its columns what it is: trade rows have `seller_id` and `buyer_id`, an
    account's own rows have `account_id` (and may say whose business they are by `seller_id`).
    """

    def get_queryset(self) -> models.QuerySet[M]:
        """The rows of the current scope. Raises: ScopeMissing."""
        scope = _current.get()
        if scope is None:
            raise ScopeMissing(f"{self.model.__name__} is read or written outside acting_as(…)")
        rows = super().get_queryset()
        if scope.face == "system":
            return rows
        names = {field.attname for field in self.model._meta.concrete_fields}
        if scope.seller_id is not None and "seller_id" in names:
            rows = rows.filter(seller_id=scope.seller_id)
        if "account_id" in names:
            return rows.filter(account_id=scope.account_id)
        if "buyer_id" not in names:  # a seller's own rows; a panel reads only public catalogue
            return rows.filter(seller_id=scope.account_id) if scope.face == "desk" else rows
        side = "buyer_id" if scope.face == "panel" else "seller_id"
        return rows.filter(**{side: scope.account_id})


class EnableRowSecurity(RunSQL):
    """Migration operation: force row-level security on a table, with the policy of its kind.

    trade    rows with seller_id and buyer_id: the buyer's panel and the seller's desk see them
    account  rows with account_id: both faces of that account see them
    catalog  rows with seller_id: everybody reads (prices are public), the seller's desk writes
    seller   rows with seller_id: only the seller's desk
    """

    CONDITIONS: ClassVar[dict[str, str]] = {
        "trade": "(buyer_id = vezne_buyer() OR seller_id = vezne_seller())",
        "account": "(account_id = vezne_buyer() OR account_id = vezne_seller())",
        "catalog": "(seller_id = vezne_seller())",
        "seller": "(seller_id = vezne_seller())",
    }

    def __init__(self, table: str, kind: str) -> None:
        """`table` is the database's name of it."""
        self.table, self.kind = table, kind
        condition = self.CONDITIONS[kind]
        reading = ""
        if kind == "catalog":
            reading = f"CREATE POLICY readable ON {table} FOR SELECT TO {APP_ROLE} USING (true);"
        super().__init__(
            sql=f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY own_rows ON {table} TO {APP_ROLE}
                USING ({condition}) WITH CHECK ({condition});
            {reading}
            CREATE POLICY system_rows ON {table} TO {SYSTEM_ROLE} USING (true) WITH CHECK (true);
            """,
            reverse_sql=f"""
            DROP POLICY own_rows ON {table}; DROP POLICY IF EXISTS readable ON {table};
            DROP POLICY system_rows ON {table};
            ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
            """,
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As it is written in a migration."""
        return (self.__class__.__name__, [self.table, self.kind], {})


class NarrowToSeller(RunSQL):
    """Migration operation: a scope narrowed to one seller sees no other seller's rows of a table.

    seller   rows with seller_id: only that seller's; one that names none is hidden as well
    account  rows that are the account's own affair (keys, endpoints): none at all

    A restrictive policy: it takes away from what the other policies give, and every table with a
    seller has it (an architecture test).
    """

    CONDITIONS: ClassVar[dict[str, str]] = {
        # One reading of the setting for each row, two where a row names no seller.
        "seller": "COALESCE(seller_id = vezne_only_seller(), vezne_only_seller() IS NULL)",
        "account": "(vezne_only_seller() IS NULL)",
    }

    def __init__(self, table: str, kind: str = "seller") -> None:
        """`table` is the database's name of it."""
        self.table, self.kind = table, kind
        condition = self.CONDITIONS[kind]
        super().__init__(
            sql=f"CREATE POLICY narrowed ON {table} AS RESTRICTIVE TO {APP_ROLE}"
            f" USING ({condition}) WITH CHECK ({condition});",
            reverse_sql=f"DROP POLICY narrowed ON {table};",
        )

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """As it is written in a migration."""
        return (self.__class__.__name__, [self.table, self.kind], {})
