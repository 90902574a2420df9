"""The database roles: narrow, and made safely by several at once."""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests import database
from vezne.config.roles import ROLES, prepare_database

NAME = f"{database.worker_name()}_roles"
PLAIN_OWNER = f"{NAME}_owner"
TABLE = "CREATE TABLE probe (id bigint GENERATED ALWAYS AS IDENTITY, account_id bigint)"


@pytest.fixture
def owner() -> Generator[psycopg.Connection[Any]]:
    """A fresh database with the roles prepared, connected as its owner."""
    database.start_server()
    with database.connect("postgres") as server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {NAME}")
        with database.connect(NAME) as connection:
            prepare_database(connection)
            yield connection
        server.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def test_no_role_is_a_superuser_or_bypasses_row_security(owner: psycopg.Connection[Any]) -> None:
    found = owner.execute(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolinherit"
        " FROM pg_roles WHERE rolname LIKE 'vezne%' ORDER BY rolname"
    ).fetchall()

    assert found == [(role, False, False, False, False, False) for role in sorted(ROLES)]


def test_row_security_binds_the_web_role(owner: psycopg.Connection[Any]) -> None:
    owner.execute(TABLE)
    owner.execute("INSERT INTO probe (account_id) VALUES (1), (2)")
    owner.execute("ALTER TABLE probe ENABLE ROW LEVEL SECURITY")
    owner.execute("CREATE POLICY one ON probe USING (account_id = 1)")

    owner.execute("SET ROLE vezne_app")

    assert owner.execute("SELECT account_id FROM probe").fetchall() == [(1,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("INSERT INTO probe (account_id) VALUES (2)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("ALTER TABLE probe DISABLE ROW LEVEL SECURITY")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("TRUNCATE probe")


def test_tables_made_later_are_granted(owner: psycopg.Connection[Any]) -> None:
    owner.execute(TABLE)

    for role in ("vezne_app", "vezne_jobs"):
        owner.execute(f"SET ROLE {role}")
        owner.execute("INSERT INTO probe (account_id) VALUES (7)")
        owner.execute("UPDATE probe SET account_id = 8")
        owner.execute("DELETE FROM probe")
        owner.execute("RESET ROLE")


def test_the_reading_role_only_reads(owner: psycopg.Connection[Any]) -> None:
    owner.execute(TABLE)

    owner.execute("SET ROLE vezne_read")

    assert owner.execute("SELECT count(*) FROM probe").fetchone() == (0,)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("INSERT INTO probe (account_id) VALUES (1)")


def test_the_web_role_inherits_nothing_and_may_become_the_jobs_role(
    owner: psycopg.Connection[Any],
) -> None:
    owner.execute(TABLE)
    owner.execute("REVOKE ALL ON probe FROM vezne_app")
    as_web = _as_user(owner, "vezne_app")

    with psycopg.connect(as_web, autocommit=True) as web:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("SELECT FROM probe")
        web.execute("SET ROLE vezne_jobs")
        web.execute("SELECT FROM probe")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("SET ROLE postgres")


def test_what_a_migration_revoked_stays_revoked(owner: psycopg.Connection[Any]) -> None:
    owner.execute(TABLE)
    owner.execute("REVOKE UPDATE, DELETE ON probe FROM vezne_app")

    prepare_database(owner)

    owner.execute("SET ROLE vezne_app")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("DELETE FROM probe")


def test_many_databases_can_be_prepared_at_once(owner: psycopg.Connection[Any]) -> None:
    names = [f"{NAME}_{number}" for number in range(6)]
    for name in names:
        owner.execute(f"CREATE DATABASE {name}")
    try:
        with ThreadPoolExecutor(len(names) * 2) as pool:
            list(pool.map(_prepare, names * 2))
    finally:
        for name in names:
            owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_an_owner_without_superuser_can_prepare_and_become_them(
    owner: psycopg.Connection[Any],
) -> None:
    owner.execute("DROP OWNED BY vezne_app, vezne_jobs, vezne_read")
    owner.execute(f"CREATE ROLE {PLAIN_OWNER} LOGIN CREATEROLE")
    owner.execute(f"GRANT vezne_app, vezne_jobs, vezne_read TO {PLAIN_OWNER} WITH ADMIN OPTION")
    owner.execute(f"ALTER DATABASE {NAME} OWNER TO {PLAIN_OWNER}")
    try:
        with psycopg.connect(_as_user(owner, PLAIN_OWNER), autocommit=True) as plain:
            prepare_database(plain)
            plain.execute(TABLE)
            plain.execute("SET ROLE vezne_app")
            plain.execute("SELECT FROM probe")
    finally:
        owner.execute(f"DROP OWNED BY {PLAIN_OWNER} CASCADE")
        owner.execute(f"ALTER DATABASE {NAME} OWNER TO CURRENT_USER")
        owner.execute(f"DROP ROLE {PLAIN_OWNER}")


def _prepare(name: str) -> None:
    with database.connect(name) as connection:
        prepare_database(connection)


def _as_user(connection: psycopg.Connection[Any], user: str) -> str:
    parts = urlsplit(database.server_url(connection.info.dbname))
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}@{host}"))
