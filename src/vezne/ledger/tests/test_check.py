from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from vezne.accounts.models import Account
from vezne.core.scope import acting_as
from vezne.ledger.check import ledger_check, proof_names
from vezne.ledger.models import CurrentAccount, LedgerAccount, Lot
from vezne.ledger.services import (
    credits_grant,
    credits_spend,
    current_account_open,
    hold_place,
    hold_post,
    month_close,
    post,
    reverse,
)
from vezne.ledger.tests.conftest import DENIZ
from vezne.ledger.types import Posting, Reason

TOP_UP = Posting("bank", "wallet", 500, "TRY", Reason.TOP_UP)
PAY = Posting("wallet", "clearing", 100, "TRY", Reason.WALLET_PAYMENT)


@pytest.fixture
def busy(cari: CurrentAccount, now: datetime) -> CurrentAccount:
    """A current account with some of everything."""
    post(
        current_account_id=cari.pk,
        postings=[TOP_UP],
        key="feb",
        now=now,
        value_on=date(2026, 2, 20),
    )
    month_close(seller_id=cari.seller_id, month=date(2026, 2, 1), actor=DENIZ, now=now)
    post(current_account_id=cari.pk, postings=[TOP_UP], key="a", now=now)
    post(current_account_id=cari.pk, postings=[TOP_UP], key="b", now=now)
    reverse(current_account_id=cari.pk, of_key="b", key="rb", now=now)
    hold = hold_place(current_account_id=cari.pk, posting=PAY, key="h1", now=now)
    hold_place(current_account_id=cari.pk, posting=PAY, key="h2", now=now)
    hold_post(hold_id=hold.public_id, now=now)
    credits_grant(
        current_account_id=cari.pk,
        unit="SMS",
        quantity=10,
        expires_at=now + timedelta(days=9),
        key="g",
        now=now,
    )
    credits_spend(current_account_id=cari.pk, unit="SMS", quantity=4, key="s", now=now)
    use = Posting("credit", "credit_used", 2, "SMS", Reason.CREDIT_SPEND)
    hold_place(current_account_id=cari.pk, posting=use, key="h3", now=now)
    return cari


def corrupt(statement: str) -> None:
    """Change a row as only an owner with the triggers off could."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL role postgres")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("ALTER TABLE ledger_ledgeraccount DROP CONSTRAINT ledger_never_below_zero")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("SET LOCAL role vezne_jobs")


def test_sound_books_give_no_finding(busy: CurrentAccount) -> None:
    assert ledger_check() == []
    assert ledger_check(seller_id=busy.seller_id) == []
    assert len(proof_names()) == 13


@pytest.mark.parametrize(
    ("statement", "proofs"),
    [
        (
            "UPDATE ledger_ledgeraccount SET balance = balance - 1 WHERE kind = 'bank'",
            {"balances"},
        ),
        (
            "UPDATE ledger_transfer SET amount = amount + 5 WHERE idempotency_key = 'a'",
            {"balances", "chain"},
        ),
        (
            "UPDATE ledger_transfer SET debit_balance_after = 7 WHERE idempotency_key = 'a'",
            {"chain"},
        ),
        (
            "DELETE FROM ledger_transfer WHERE idempotency_key = 'a'",
            {"balances", "chain", "sequences"},
        ),
        ("UPDATE ledger_currentaccount SET last_sequence = 99", {"sequences"}),
        (
            "UPDATE ledger_transfer SET unit = 'USD' WHERE idempotency_key = 'feb'",
            {"references"},
        ),
        (
            "UPDATE ledger_transfer SET buyer_id = seller_id WHERE idempotency_key = 'feb'",
            {"references"},
        ),
        (
            (
                "UPDATE ledger_transfer r SET reverses_id = o.id FROM ledger_transfer o"
                " WHERE o.idempotency_key = 'a' AND r.idempotency_key = 's'"
            ),
            {"reversals"},
        ),
        ("UPDATE ledger_ledgeraccount SET ceiling = NULL WHERE kind = 'wallet'", {"floors"}),
        ("UPDATE ledger_ledgeraccount SET held = held + 1 WHERE kind = 'wallet'", {"holds"}),
        ("UPDATE ledger_ledgeraccount SET held = 9999 WHERE kind = 'wallet'", {"holds", "floors"}),
        ("UPDATE ledger_hold SET amount = 1 WHERE status = 'posted'", {"posted_holds"}),
        ("UPDATE ledger_hold SET transfer_id = NULL WHERE status = 'posted'", {"posted_holds"}),
        ("UPDATE ledger_lot SET remaining = remaining - 1", {"lots", "lot_sums"}),
        ("UPDATE ledger_lot SET held = held + 1", {"lots", "lot_sums"}),
        ("UPDATE ledger_lotuse SET quantity = 3", {"lots", "lot_uses"}),
        ("DELETE FROM ledger_lotuse", {"lots", "lot_uses"}),
        ("UPDATE ledger_currentaccount SET next_expiry_at = NULL", {"expiries"}),
        (
            (
                "UPDATE ledger_transfer SET value_on='2026-02-01', booked_at='2026-03-10 10:00Z'"
                " WHERE idempotency_key = 'a'"
            ),
            {"closed_months"},
        ),
        ("UPDATE ledger_currentaccount SET closed_before = NULL", {"closed_months"}),
    ],
)
def test_each_corruption_is_found(busy: CurrentAccount, statement: str, proofs: set[str]) -> None:
    corrupt(statement)

    findings = ledger_check(seller_id=busy.seller_id)

    assert {finding.check for finding in findings} == proofs
    assert {finding.current_account_id for finding in findings} == {busy.pk}
    assert all(finding.expected != finding.found for finding in findings)


def test_a_sellers_check_looks_at_its_own_books_only(
    busy: CurrentAccount, stranger: Account, now: datetime
) -> None:
    foreign = current_account_open(seller_id=stranger.pk, buyer_id=busy.buyer_id, now=now)
    post(current_account_id=foreign.pk, postings=[TOP_UP], key="a", now=now)
    corrupt("UPDATE ledger_ledgeraccount SET balance = balance - 1 WHERE kind = 'bank'")

    assert {f.current_account_id for f in ledger_check()} == {busy.pk, foreign.pk}
    with acting_as(stranger.pk, "desk"):
        assert {f.current_account_id for f in ledger_check()} == {foreign.pk}
    assert LedgerAccount.objects.count() > Lot.objects.count()
