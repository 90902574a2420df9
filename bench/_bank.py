"""A seller with many buyers, their phones, and statement files of the benchmark's mix."""

from __future__ import annotations

import os
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from vezne.accounts.models import AccountKind
from vezne.accounts.services import account_create, seller_make
from vezne.banking.models import BankAccount
from vezne.banking.reference import reference_of
from vezne.banking.services.bank_account import (
    BankAccountTerms,
    RulesTerms,
    bank_account_add,
    rules_change,
)
from vezne.core.audit import SYSTEM
from vezne.core.clock import real_now
from vezne.core.scope import acting_as
from vezne.ledger.services import current_account_open

IBAN = "TR330006100519786457841326"
BUYERS = 10_000
SEED = 2026
NAMES = ("AYŞE DEMİR", "MEHMET ÖZGÜR ŞAHİN", "LALE MOBİLYA LTD ŞTİ", "İNCİ IŞIK", "ALİ ÇELİK")
HEAD = "Tarih;Saat;İşlem No;Açıklama;Tutar;Bakiye;Karşı Ad;Karşı IBAN\r\n"
# Straight into the tables: what is measured begins with the file.
PEOPLE = """
INSERT INTO accounts_account (public_id, number, kind, name, legal_name, tax_id_sealed,
    tax_id_index, tax_id_tail, tax_office, email, phone, search_key, is_seller, is_operator,
    created_at)
SELECT 'acc_b' || n, 20000000 + n, 'company', 'Alıcı ' || n, 'Alıcı ' || n, '', '', '', '',
       'a@example.com', '', 'alici ' || n, false, false, %(at)s
FROM generate_series(1, %(count)s) n;
INSERT INTO accounts_user (public_id, username, email, phone, first_name, last_name, language,
    theme, is_active, is_staff, joined_at, password, must_change_password)
SELECT 'usr_b' || n, 'agent' || n, '', '+90532' || lpad(n::text, 7, '0'), 'A', 'B', 'tr', 'auto',
       true, false, %(at)s, '!', false
FROM generate_series(1, %(count)s) n;
INSERT INTO accounts_userphone (user_id, phone, starts_at)
SELECT id, phone, joined_at FROM accounts_user WHERE username LIKE 'agent%%';
INSERT INTO accounts_membership (user_id, account_id, role, scopes, created_at)
SELECT u.id, a.id, 'admin', '{}', %(at)s
FROM generate_series(1, %(count)s) n
JOIN accounts_user u ON u.username = 'agent' || n
JOIN accounts_account a ON a.number = 20000000 + n;
INSERT INTO ledger_currentaccount (public_id, seller_id, buyer_id, last_sequence, created_at)
SELECT 'cur_b' || a.id, %(seller)s, a.id, 0, %(at)s FROM accounts_account a
WHERE a.number > 20000000 AND a.number <= 20000000 + %(count)s;
ANALYZE
"""


def open_agency() -> tuple[BankAccount, list[int], int]:
    """The bank account, the current accounts of all buyers, and the buyers' number."""
    at = real_now() - timedelta(days=30)
    seller = account_create(
        kind=AccountKind.COMPANY,
        name="Satıcı",
        legal_name="Satıcı A.Ş.",
        email="satici@ornek.example",
        tax_id="4540536920",
        now=at,
        actor=SYSTEM,
    )
    seller_make(account_id=seller.pk, brand_name="Satıcı", now=at, actor=SYSTEM)
    with acting_as(seller.pk, "desk"):
        rules = RulesTerms(uses_phones=True)
        rules_change(seller_id=seller.pk, terms=rules, actor=SYSTEM, now=at)
        terms = BankAccountTerms(bank_name="Örnek Bank", iban=IBAN, holder="Satıcı A.Ş.")
        account = bank_account_add(seller_id=seller.pk, terms=terms, actor=SYSTEM, now=at)
        current_account_open(seller_id=seller.pk, buyer_id=seller.pk, now=at)
    values: dict[str, Any] = {"at": at, "count": BUYERS, "seller": seller.pk}
    with psycopg.connect(
        os.environ["DATABASE_URL"], autocommit=True, cursor_factory=psycopg.ClientCursor
    ) as owner:
        owner.execute(PEOPLE, values)
        rows = owner.execute(
            "SELECT id FROM ledger_currentaccount WHERE public_id LIKE 'cur_b%' ORDER BY buyer_id"
        )
        return account, [row[0] for row in rows.fetchall()], seller.pk


def write_statement(
    path: Path, accounts: list[int], *, lines: int, days_ago: int = 20, name: str = "F"
) -> None:
    """A CSV of `lines` credits: 60 % with a reference, 20 % with a phone, 20 % of nobody."""
    rng = random.Random(SEED)
    codes = [reference_of(account) for account in accounts]
    first = real_now() - timedelta(days=days_ago)
    balance = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(HEAD)
        for number in range(lines):
            buyer, amount = rng.randrange(BUYERS), rng.randrange(1_00, 5_000_00)
            balance += amount
            at = first + timedelta(seconds=number)
            payer = rng.choice(NAMES)
            stream.write(
                f"{at:%d.%m.%Y};{at:%H:%M:%S};{name}{number:09d};"
                f"{_words(rng, payer, codes[buyer], buyer)};{_turkish(amount)};"
                f"{_turkish(balance)};{payer};{_payers_iban(rng.randrange(50_000))}\r\n"
            )


def _words(rng: random.Random, name: str, code: str, buyer: int) -> str:
    dice = rng.random()
    if dice < 0.6:
        return f"GELEN FAST - {name} - {code}"
    if dice < 0.8:
        phone = f"0532{buyer + 1:07d}"
        spaced = f"{phone[:4]} {phone[4:7]} {phone[7:9]} {phone[9:]}"
        return f"GELEN EFT-{name}-{rng.choice((phone, spaced, phone[1:]))}-*0134-"
    return f"GELEN FAST - {name} - {rng.choice(('kira', 'mart ödemesi', '.', 'SORGU 123456'))}"


def _turkish(minor: int) -> str:
    return f"{minor // 100:,}".replace(",", ".") + f",{minor % 100:02d}"


def _payers_iban(number: int) -> str:
    bban = f"00062000001{number:011d}"
    return f"TR{98 - int(bban + '292700') % 97:02d}{bban}"
