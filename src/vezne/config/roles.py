"""The three database roles that everything but a migration works as.

* `vezne_app`: web requests. Row-level security binds it to one account's rows.
* `vezne_jobs`: jobs, sign-in, webhooks: the wider role. `vezne_app` may become it with SET ROLE and
  inherits nothing from it.
* `vezne_read`: reports and outside readers: SELECT only.

None is a superuser, none bypasses row-level security, none owns a table. They have no password:
an installation that signs in as one of them gives it its own (`ALTER ROLE … PASSWORD`).
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
from psycopg import sql

APP_ROLE = "vezne_app"
JOBS_ROLE = "vezne_jobs"
READ_ROLE = "vezne_read"
ROLES = (APP_ROLE, JOBS_ROLE, READ_ROLE)

# Roles belong to the whole server, so two databases may be prepared at the same moment: a lost race
# is "already there", and a catalogue row changed by both is tried again.
_ATTEMPTS = 20

_CREATE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {literal}) THEN
        CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""

_GRANT_DEFAULTS = """
GRANT USAGE ON SCHEMA public TO vezne_app, vezne_jobs, vezne_read;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO vezne_app, vezne_jobs;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO vezne_app, vezne_jobs;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT ON TABLES TO vezne_read;
"""

# Only with the first preparation: later it would undo what a migration revoked.
_GRANT_EXISTING = """
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO vezne_app, vezne_jobs;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO vezne_app, vezne_jobs;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO vezne_read;
"""

_IS_PREPARED = """
SELECT EXISTS (
    SELECT FROM pg_default_acl d, aclexplode(d.defaclacl) a
    WHERE d.defaclrole = (SELECT oid FROM pg_roles WHERE rolname = current_user)
      AND d.defaclnamespace = 'public'::regnamespace
      AND a.grantee = (SELECT oid FROM pg_roles WHERE rolname = 'vezne_read')
)
"""


def prepare_database(owner_connection: psycopg.Connection[Any]) -> None:
    """Make the roles and let them use what the connected owner creates from now on.

    Idempotent; safe when several databases or processes do it at once. The connection must be
    outside a transaction, as the user that will run the migrations (CREATEROLE is enough).

    Raises: psycopg.errors.InsufficientPrivilege when that user may not make or grant the roles.
    """
    for attempt in range(_ATTEMPTS):
        try:
            with owner_connection.transaction():
                _prepare(owner_connection)
        except psycopg.errors.InternalError_:  # "tuple concurrently updated"
            if attempt == _ATTEMPTS - 1:
                raise
            time.sleep(0.05 * (attempt + 1))
        else:
            return


def _prepare(connection: psycopg.Connection[Any]) -> None:
    connection.execute("SELECT pg_advisory_xact_lock(hashtext('vezne.prepare_database'))")
    for role in ROLES:
        statement = sql.SQL(_CREATE_ROLE).format(
            role=sql.Identifier(role), literal=sql.Literal(role)
        )
        connection.execute(statement)
    if not _is_member(connection, APP_ROLE, JOBS_ROLE):
        connection.execute("GRANT vezne_jobs TO vezne_app")
    for role in ROLES:
        if not _may_become(connection, role):
            grant = sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role))
            connection.execute(grant)
    if not _truth(connection, _IS_PREPARED):
        connection.execute(_GRANT_DEFAULTS)
        connection.execute(_GRANT_EXISTING)


def _is_member(connection: psycopg.Connection[Any], member: str, role: str) -> bool:
    query = """
        SELECT EXISTS (
            SELECT FROM pg_auth_members
            WHERE roleid = %s::regrole AND member = %s::regrole
        )
    """
    return _truth(connection, query, role, member)


def _may_become(connection: psycopg.Connection[Any], role: str) -> bool:
    kind = "SET" if connection.info.server_version >= 160000 else "MEMBER"
    return _truth(connection, "SELECT pg_has_role(current_user, %s, %s)", role, kind)


def _truth(connection: psycopg.Connection[Any], query: str, *values: str) -> bool:
    row = connection.execute(query.encode(), values or None).fetchone()
    assert row is not None
    return bool(row[0])
