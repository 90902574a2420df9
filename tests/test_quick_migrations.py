"""`vezne migrate` renders fewer models than Django's own; the tables are the same to the last word.

`vezne manage migrate` is Django's own way, so it says what is right.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.database import connect, server_url, worker_name
from vezne.config.roles import prepare_database

CATALOGUE = {
    "columns": """
        SELECT table_name, column_name, data_type, udt_name, is_nullable, column_default,
            character_maximum_length, is_identity
        FROM information_schema.columns WHERE table_schema = 'public'""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "policies": """
        SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check
        FROM pg_policies WHERE schemaname = 'public'""",
    "triggers": """
        SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
        FROM pg_trigger WHERE NOT tgisinternal""",
    "functions": """
        SELECT proname, pg_get_functiondef(oid) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'""",
    "row security": """
        SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'""",
    "migrations": "SELECT app, name FROM django_migrations",
}


def catalogue_of(url: str) -> dict[str, set[Any]]:
    """Everything that migrations make, by kind."""
    with psycopg.connect(url) as owner:
        return {kind: set(owner.execute(query.encode())) for kind, query in CATALOGUE.items()}


@contextmanager
def empty_database(label: str) -> Iterator[str]:
    """The owner's URL of a database without any table."""
    dbname = f"{worker_name()}_{label}"
    name = sql.Identifier(dbname)
    with connect("postgres") as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))
        with connect(dbname) as owner:
            prepare_database(owner)
        yield server_url(dbname)
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def made_by(label: str, *words: str) -> dict[str, set[Any]]:
    """What a command of ours makes of an empty database."""
    with empty_database(label) as url:
        environment = {**os.environ, "DATABASE_URL": url, "VEZNE_OWNER_DATABASE_URL": url}
        subprocess.run([sys.executable, "-m", "vezne", *words], check=True, env=environment)
        return catalogue_of(url)


@pytest.mark.slow
def test_the_quick_way_makes_the_same_tables(django_db_setup: None) -> None:
    del django_db_setup
    right = made_by("plain", "manage", "migrate", "-v0")

    made = made_by("quick", "migrate", "--quiet")

    assert len(right["columns"]) > 1_000
    for kind, rows in right.items():
        assert made[kind] ^ rows == set(), kind
