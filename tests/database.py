"""The databases and fixtures of the tests.

One template (`vezne_test_template`) is prepared and migrated as the owner; each process gets its
own copy of it. Django works in the copy as the role `vezne_app`, as it does in life, so row-level
security binds the tests too. What only an owner may do (TRUNCATE after a test with real
transactions, a look at all rows) goes through `owner_connection`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.test import TransactionTestCase
from django.utils import translation
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from tests import template_cache
from tests.browser import find_chromium
from vezne.config.roles import prepare_database

KEPT_TABLES = ("django_migrations",)


def start_server() -> None:
    """Replaced by the plugin: starts the server when it does not run yet."""


def server_url(dbname: str) -> str:
    """The owner's URL of a database on the server of this run."""
    return with_database(os.environ["VEZNE_TEST_SERVER_URL"], dbname)


def with_database(url: str, dbname: str) -> str:
    """The URL with another database name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{dbname}"))


def template_name() -> str:
    """The migrated template of this run."""
    return f"vezne_test_template{os.environ['VEZNE_TEST_RUN']}"


def worker_name() -> str:
    """The copy that this process works in."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return f"vezne_test_{worker}{os.environ['VEZNE_TEST_RUN']}"


def connect(dbname: str) -> psycopg.Connection[Any]:
    """A connection as the owner, each statement its own transaction."""
    return psycopg.connect(server_url(dbname), autocommit=True)


def drop_run(url: str) -> None:
    """Drop what this run made on a server that is not ours."""
    with psycopg.connect(url, autocommit=True) as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s",
            [f"vezne\\_test\\_%{os.environ['VEZNE_TEST_RUN']}"],
        ).fetchall()
        for (name,) in names:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)


def _point_django_at(dbname: str, role_options: dict[str, Any]) -> None:
    connections["default"].close()
    # Django's connection and its settings share this dictionary; threads read it too.
    database = settings.DATABASES["default"]
    database["NAME"] = dbname
    database["OPTIONS"] = role_options
    connections["default"].settings_dict.update(NAME=dbname, OPTIONS=role_options)


def _build_template(template: str, options: dict[str, Any]) -> None:
    """Make and migrate the template; workers of one run wait for whoever came first."""
    with connect("postgres") as server:
        server.execute("SELECT pg_advisory_lock(hashtext('vezne.test_template'))")
        if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            return
        unfinished = f"{template}_building"
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
        dump = template_cache.dump_path(server.info.parameter_status("server_version") or "")
        if dump.exists() and not os.environ.get("VEZNE_TEST_DATABASE_URL"):
            prepare_database(server)  # makes the roles that the dump grants to
            template_cache.restore(dump, server_url(unfinished))
        else:
            _migrate(unfinished, options)
            if not os.environ.get("VEZNE_TEST_DATABASE_URL"):
                template_cache.keep(dump, server_url(unfinished))
        rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
        server.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(template)))


def _migrate(dbname: str, options: dict[str, Any]) -> None:
    """Roles, tables and the rows that migrations make, as the owner."""
    with connect(dbname) as owner:
        prepare_database(owner)
    _point_django_at(dbname, {**options, "options": ""})
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    connections["default"].close()
    with connect(dbname) as owner:
        _remember_seed_rows(owner)


def _filled_tables(owner: psycopg.Connection[Any]) -> list[str]:
    """The tables of schema public that hold a row, but the kept ones."""
    names = [
        name
        for (name,) in owner.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
            " AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        )
        if name not in KEPT_TABLES
    ]
    if not names:
        return []
    probe = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(n), sql.Identifier(n))
        for n in names
    )
    return [name for (name,) in owner.execute(probe)]


def _remember_seed_rows(owner: psycopg.Connection[Any]) -> None:
    """Copy the rows that migrations made, to bring them back after a TRUNCATE."""
    owner.execute("CREATE SCHEMA vezne_seed")
    for name in _filled_tables(owner):
        copy = sql.SQL("CREATE TABLE vezne_seed.{0} AS TABLE public.{0}")
        owner.execute(copy.format(sql.Identifier(name)))


def empty_database(owner: psycopg.Connection[Any]) -> None:
    """Back to what the migrations left: TRUNCATE (fires no append-only trigger), seed rows."""
    filled = _filled_tables(owner)
    if not filled:
        return
    with owner.transaction():
        owner.execute("SET LOCAL lock_timeout = '10s'")
        owner.execute("SET LOCAL session_replication_role = replica")
        tables = sql.SQL(", ").join(sql.Identifier(name) for name in filled)
        owner.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))
        for name, columns in owner.execute(
            "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns c"
            " WHERE table_schema = 'vezne_seed' AND NOT EXISTS (SELECT FROM pg_attribute a"
            " WHERE a.attrelid = format('public.%I', c.table_name)::regclass"
            " AND a.attname = c.column_name AND a.attgenerated <> '') GROUP BY table_name"
        ).fetchall():
            restore = sql.SQL(
                "INSERT INTO public.{0} ({1}) OVERRIDING SYSTEM VALUE"
                " SELECT {1} FROM vezne_seed.{0} ON CONFLICT DO NOTHING"
            )
            fields = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
            owner.execute(restore.format(sql.Identifier(name), fields))


def _flush_as_owner(_case: TransactionTestCase) -> None:
    with connect(worker_name()) as owner:
        empty_database(owner)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Generator[None]:
    """Give this process its own copy of the migrated template, worked in as `vezne_app`."""
    start_server()
    options = dict(settings.DATABASES["default"]["OPTIONS"])
    name = worker_name()
    with django_db_blocker.unblock():
        _build_template(template_name(), options)
        with connect("postgres") as server:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            server.execute(create.format(sql.Identifier(name), sql.Identifier(template_name())))
        _point_django_at(name, options)
    os.environ["DATABASE_URL"] = server_url(name)
    django_flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = _flush_as_owner  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = django_flush  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True)
def in_turkish() -> None:
    """Each test begins in the installation's language: a page in English leaves its own behind."""
    translation.activate(settings.LANGUAGE_CODE)


@contextmanager
def rows_for_a_while() -> Generator[None]:
    """What is written in the block is there for what comes in it, and gone behind it."""
    kept = transaction.atomic()
    kept._from_testcase = True  # type: ignore[attr-defined]  # durable blocks may begin in it
    with kept:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def kept_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Generator[None]:
    """What fixtures of a module write after this one stands for all its tests.

    Each test ends as it began, in a savepoint of this transaction, which is rolled back with the
    module. Not for modules with a test of real transactions; who keeps objects hands out copies.
    """
    with django_db_blocker.unblock(), rows_for_a_while():
        yield


@pytest.fixture
def owner_connection(django_db_setup: None) -> Generator[psycopg.Connection[Any]]:
    """A psycopg connection as the owner, in autocommit; sees what other connections committed."""
    with connect(worker_name()) as connection:
        yield connection


@pytest.fixture(scope="session")
def database_url(django_db_setup: None) -> str:
    """The owner's URL of this process's database, for programs that a test starts."""
    return server_url(worker_name())


@pytest.fixture(scope="session")
def new_database(django_db_setup: None) -> Callable[[str], str]:
    """A function that makes a further migrated database and returns its owner's URL."""

    def make(label: str) -> str:
        name = f"{worker_name()}_{label}"
        with connect("postgres") as server:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            server.execute(drop)
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            server.execute(create.format(sql.Identifier(name), sql.Identifier(template_name())))
        return server_url(name)

    return make


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser to drive."""
    found = find_chromium()
    if found is None:
        pytest.skip("no Chromium on this machine")
    return found
