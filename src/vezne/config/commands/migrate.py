"""`vezne migrate`: roles, tables, the cache's table. As the owner; may run at any time."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

import psycopg
from django.core.management import call_command
from django.core.management.commands import migrate

from vezne.config.quick_migrations import QuickExecutor
from vezne.config.roles import prepare_database


def main(arguments: Sequence[str]) -> int:
    """Bring the database up to date."""
    parser = argparse.ArgumentParser(prog="vezne migrate", description=__doc__)
    parser.add_argument("--quiet", action="store_true", help="say nothing when all goes well")
    options = parser.parse_args(arguments)
    verbosity = 0 if options.quiet else 1
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        prepare_database(owner)
    migrate.MigrationExecutor = QuickExecutor  # type: ignore[attr-defined]
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=verbosity)
    return 0
