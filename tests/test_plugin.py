"""What the test plugin promises: a copy of the migrated template, worked in as `vezne_app`."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils.timezone import datetime, timezone

LONG_AFTER = datetime(2040, 1, 1, tzinfo=timezone.utc)


def role_and_user() -> tuple[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('is_superuser')::bool")
        row = cursor.fetchone()
    return row[0], row[1]


@pytest.mark.django_db
def test_django_works_as_the_role_of_web_requests() -> None:
    assert role_and_user() == ("vezne_app", False)


@pytest.mark.django_db
def test_a_row_of_a_rolled_back_test_can_be_written() -> None:
    Session.objects.create(session_key="a", session_data="", expire_date=LONG_AFTER)

    assert Session.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_commits(owner_connection: psycopg.Connection[Any]) -> None:
    Session.objects.create(session_key="a", session_data="", expire_date=LONG_AFTER)

    found = owner_connection.execute("SELECT session_key FROM django_session").fetchall()
    assert found == [("a",)]


@pytest.mark.django_db(transaction=True)
def test_and_the_next_one_starts_from_what_the_migrations_left() -> None:
    assert Session.objects.count() == 0
    assert ContentType.objects.count() > 0
