"""An account sees its own rows: the manager refuses, and the database refuses without it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from vezne.accounts.models import Account, Address
from vezne.core.scope import ScopeMissing, acting_as, acting_as_system, current_scope

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def make_account(number: int, name: str) -> Account:
    return Account.objects.create(
        number=number, kind="company", name=name, legal_name=name, email="a@b.tr", created_at=NOW
    )


@pytest.fixture
def two_accounts() -> tuple[Account, Account]:
    with acting_as_system("test"):
        pair = make_account(10000001, "Ayşe Ltd."), make_account(10000002, "Ceren Ltd.")
        for account in pair:
            Address.objects.create(
                account=account,
                contact_name=account.name,
                line="Çınar Sk. 1",
                district="Çankaya",
                city="Ankara",
                phone="+905321112233",
                created_at=NOW,
            )
    return pair


def visible() -> list[str]:
    """What plain SQL sees, past every manager."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact_name FROM accounts_address ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def test_a_scoped_table_refuses_outside_a_scope() -> None:
    assert current_scope() is None
    with pytest.raises(ScopeMissing):
        Address.objects.count()


def test_plain_sql_outside_a_scope_sees_nothing(two_accounts: tuple[Account, Account]) -> None:
    assert visible() == []


def test_an_account_sees_its_own_row_by_manager_and_by_sql(
    two_accounts: tuple[Account, Account],
) -> None:
    ayse, ceren = two_accounts

    with acting_as(ayse.pk, "panel"):
        assert [a.contact_name for a in Address.objects.all()] == ["Ayşe Ltd."]
        assert visible() == ["Ayşe Ltd."]
        with acting_as(ceren.pk, "desk"):
            assert visible() == ["Ceren Ltd."]
        assert visible() == ["Ayşe Ltd."]
    assert visible() == []


def test_a_foreign_row_cannot_be_written(two_accounts: tuple[Account, Account]) -> None:
    ayse, ceren = two_accounts

    with (
        acting_as(ayse.pk, "panel"),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accounts_address SET account_id = %s", [ceren.pk])
    with acting_as_system("test"):
        assert Address.objects.filter(account=ayse).count() == 1


def test_the_scope_survives_a_rolled_back_block(two_accounts: tuple[Account, Account]) -> None:
    ayse, ceren = two_accounts

    with acting_as(ayse.pk, "panel"):
        with pytest.raises(ZeroDivisionError), transaction.atomic(), acting_as(ceren.pk, "panel"):
            _ = 1 // 0
        assert visible() == ["Ayşe Ltd."]


def test_the_app_role_cannot_switch_security_off() -> None:
    with (
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("ALTER TABLE accounts_address DISABLE ROW LEVEL SECURITY")
