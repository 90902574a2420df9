"""A seller with very many rows, to search among: some made by the flows, the others copied in SQL.

What a search tells apart differs between the copies: names, references, numbers, subjects, amounts
and times; everything else is the original's.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import psycopg
from psycopg import sql

from bench._subscribers import APART, Subscribers
from vezne.accounts.models import Account
from vezne.applications.kinds import Parties
from vezne.applications.types import Source, Writer
from vezne.core.audit import SYSTEM
from vezne.core.clock import real_now
from vezne.core.scope import acting_as_system
from vezne.flows.applications import Form, application_write
from vezne.flows.ticket_opening import Question, question_ask
from vezne.support.types import Words

ACCOUNTS, INVOICES, TICKETS, APPLICATIONS = 50_000, 200_000, 50_000, 5_000
FIRST = ["cinar", "gul", "deniz", "papatya", "kule", "yildiz", "orman", "nehir"]
SECOND = ["mobilya", "tekstil", "gida", "insaat", "otomotiv"]
NAMES = """
UPDATE accounts_account a SET name = n.name, email = n.email,
    search_key = concat_ws(' ', n.name, a.number, n.email),
    phone = '+90532' || lpad(mod(a.id, 10000000)::text, 7, '0')
FROM (SELECT id, concat_ws(' ', ({first}::text[])[1 + mod(id / {apart}, 8)],
    ({second}::text[])[1 + mod(id / {apart}, 5)], id) AS name,
    'firma' || id || '@ornek.example' AS email FROM accounts_account WHERE NOT is_seller) n
WHERE n.id = a.id
"""
BUYER = f"buyer_id + {APART} * mod(g, {ACCOUNTS})"
PAIR = f"current_account_id + {APART} * mod(g, {ACCOUNTS})"
COPIED = {
    "invoicing_invoice": (
        INVOICES,
        {
            "buyer_id": BUYER,
            "current_account_id": PAIR,
            "reference": "'ÖT-' || upper(lpad(to_hex(g * 7919), 8, '0'))",
            "opening_key": "'bench ' || g",
            "total_minor": "total_minor + mod(g, 5000)",
            "net_minor": "net_minor + mod(g, 5000)",
            "opened_at": "opened_at - make_interval(mins => g)",
            "subscription_id": "NULL",
            "order_id": "NULL",
        },
    ),
    "support_ticket": (
        TICKETS,
        {
            "buyer_id": BUYER,
            "number": "number + g",
            "subject": "subject || ' ' || g",
            "search_key": "(number + g) || ' fatura goruntulenmiyor ' || g",
            "reply_token": "'bench' || g",
            "changed_at": "changed_at - make_interval(mins => g)",
        },
    ),
    "applications_application": (
        APPLICATIONS,
        {
            "buyer_id": BUYER,
            "number": "number + g",
            "key": "'bench' || g",
            "changed_at": "changed_at - make_interval(mins => g)",
        },
    ),
}


def fill() -> tuple[Account, Account]:
    """Seller and one of its buyers, in the midst of all these rows."""
    many = Subscribers(ACCOUNTS)
    with acting_as_system("bench"):
        seller = Account.objects.get(is_seller=True)
        buyer = Account.objects.filter(is_seller=False).earliest("pk")
    _write_originals(seller, buyer)
    for table, (copies, changed) in COPIED.items():
        many.copy_rows(table, copies, changed)
    lists = {"first": FIRST, "second": SECOND}
    arrays = {name: sql.Literal(words) for name, words in lists.items()}
    many.owner.execute(sql.SQL(NAMES).format(apart=sql.Literal(APART), **arrays))
    many.owner.execute("ANALYZE")
    return seller, buyer


def _write_originals(seller: Account, buyer: Account) -> None:
    """A ticket and an application; the invoice is there with the buyer's service."""
    now = real_now()
    question_ask(
        seller_id=seller.pk,
        buyer_id=buyer.pk,
        question=Question("Fatura görüntülenmiyor", "normal"),
        words=Words("Açılmıyor.", None, "Ayşe"),
        actor=SYSTEM,
        now=now,
    )
    application_write(
        parties=Parties(seller.pk, buyer.pk),
        row=None,
        form=Form(typed={}, kind="account_cancel"),
        writer=Writer(None, "Deniz", side="seller", source=Source.DESK.value),
        actor=SYSTEM,
        now=now,
    )


def look_bare(
    seller: Account, query: str, cost_of: Callable[[Callable[[], object], int], float]
) -> float:
    """What the limit's statement costs, as the owner of the tables."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        return cost_of(
            lambda: owner.execute(query, [seller.pk, "%cinar%"]).fetchall(), owner.info.backend_pid
        )
