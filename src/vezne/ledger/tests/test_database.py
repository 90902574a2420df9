from __future__ import annotations

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction
from django.db.utils import DataError

from vezne.core.scope import ScopeMissing, acting_as_system
from vezne.ledger.database import fetch_all, fetch_one


@pytest.mark.django_db
def test_nothing_is_asked_without_a_scope() -> None:
    with pytest.raises(ScopeMissing):
        fetch_one("SELECT 1", ())


@pytest.mark.usefixtures("system")
def test_values_travel_as_text() -> None:
    row = fetch_one(
        "SELECT $1::text, $2::int, $3::bytea, $4::date, $5::text, $6::text",
        ("ş\\'", 7, b"\x00\xff", date(2026, 1, 2), None, ""),
    )

    assert row == ("ş\\'", "7", "\\x00ff", "2026-01-02", None, "")
    assert fetch_all("SELECT n FROM generate_series(1, $1) n", (2,)) == [("1",), ("2",)]


@pytest.mark.usefixtures("system")
def test_errors_are_djangos() -> None:
    with pytest.raises(ProgrammingError), transaction.atomic():
        fetch_one("SELECT no_such_column", ())
    with pytest.raises(DataError), transaction.atomic():
        fetch_one("SELECT 1 / $1::int", (0,))
    assert fetch_one("SELECT 1", ()) == ("1",)


@pytest.mark.django_db(transaction=True)
def test_a_statement_joins_djangos_transaction_and_commits_alone_outside() -> None:
    with acting_as_system("test"):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            fetch_one("SELECT 1", ())
            assert connection.connection.info.transaction_status.name == "INTRANS"
            raise ZeroDivisionError

        fetch_one("SELECT 1", ())

        assert connection.connection.info.transaction_status.name == "IDLE"


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_prepares_anew() -> None:
    with acting_as_system("test"):
        assert fetch_one("SELECT 2", ()) == ("2",)
        connection.close()

        assert fetch_one("SELECT 2", ()) == ("2",)
