"""The statement (ekstre) of a current account: what was owed, entry by entry, in one currency.

Receivable and wallet are followed together, as the ledger's own statement does, but one line an
entry: an invoice books its net and its KDV, and its buyer wants to see one amount. A payment from
the wallet moves between the two and does not show. Positive balances are owed by the buyer.

Business dates `[starts_on, ends_on)`, ordered by date, then by sequence. Sums and running balances
are the database's, so a page of a hundred thousand entries reads its page, and a download streams.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vezne.invoicing.models import Invoice, InvoiceKind
from vezne.ledger.models import LedgerAccount
from vezne.ledger.queries import OWED
from vezne.ledger.types import Reason
from vezne.payments.models import Payment
from vezne.receivables.types import EntryKind

PAGE = 100
MOST_PRINTED = 2_000
"""Lines of a PDF; a longer period must be narrowed, or taken as Excel."""
CHUNK = 2_000

# Why not the ORM: lines are groups of transfers, with a running sum over the groups. The opening
# balance is the stored one less what came from the first day on, so it costs what the period costs.
OPENING = """
SELECT COALESCE((SELECT sum(a.balance) FROM ledger_ledgeraccount a WHERE a.id = ANY(%(own)s)), 0)
     - COALESCE((SELECT sum(CASE WHEN t.debit_id = ANY(%(own)s) THEN t.amount ELSE -t.amount END)
        FROM ledger_transfer t
        WHERE t.current_account_id = %(account)s AND t.value_on >= %(starts)s
          AND (t.debit_id = ANY(%(own)s)) <> (t.credit_id = ANY(%(own)s))), 0)
"""
ENTRIES = """
SELECT t.value_on, min(t.sequence) AS place, min(t.booked_at) AS booked_at, t.idempotency_key,
       (array_agg(t.reason ORDER BY t.line))[1] AS reason, min(t.subject) AS subject,
       max(t.description) AS description,
       sum(CASE WHEN t.debit_id = ANY(%(own)s) THEN t.amount ELSE -t.amount END) AS moved
FROM ledger_transfer t
WHERE t.current_account_id = %(account)s
  AND t.value_on >= %(starts)s AND t.value_on < %(ends)s
  AND (t.debit_id = ANY(%(own)s)) <> (t.credit_id = ANY(%(own)s))
GROUP BY t.value_on, t.idempotency_key
HAVING sum(CASE WHEN t.debit_id = ANY(%(own)s) THEN t.amount ELSE -t.amount END) <> 0
"""
TOTALS = f"""
SELECT count(*), COALESCE(sum(moved) FILTER (WHERE moved > 0), 0),
       COALESCE(-sum(moved) FILTER (WHERE moved < 0), 0)
FROM ({ENTRIES}) e
"""  # noqa: S608 - our own text
LINES = f"""
SELECT e.value_on, e.booked_at, e.reason, e.subject, e.description, e.moved,
       %(opening)s + sum(e.moved) OVER (ORDER BY e.value_on, e.place) AS running
FROM ({ENTRIES}) e
ORDER BY e.value_on, e.place
"""  # noqa: S608 - our own text


@dataclass(frozen=True, slots=True)
class Span:
    """A current account's period in one currency."""

    current_account_id: int
    currency: str
    starts_on: date
    ends_on: date  # the first day after it

    @property
    def last_on(self) -> date:
        """The last day of it, as people write periods."""
        return self.ends_on - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StatementHead:
    """What stands above and below the lines; minor units."""

    span: Span
    opening_minor: int
    debit_minor: int
    credit_minor: int
    count: int

    @property
    def closing_minor(self) -> int:
        """What is owed at the end."""
        return self.opening_minor + self.debit_minor - self.credit_minor


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line; `running_minor` is what is owed after it."""

    value_on: date
    booked_at: datetime
    reason: str
    words: str  # what happened
    note: str  # about what: a reference, a description
    debit_minor: int
    credit_minor: int
    running_minor: int
    invoice_id: str  # public; empty: no invoice
    payment_id: str  # public; empty: no payment


def currencies_of(current_account_id: int) -> list[str]:
    """The currencies in which something was owed or prepaid, TRY first; TRY alone when none."""
    rows = LedgerAccount.objects.filter(current_account_id=current_account_id, kind__in=OWED)
    found = set(rows.values_list("unit", flat=True)) or {"TRY"}
    return sorted(found, key=lambda unit: (unit != "TRY", unit))


def statement_head(span: Span) -> StatementHead:
    """Opening balance and sums of the period; two statements over the period's entries."""
    values = _values(span)
    with connection.cursor() as cursor:
        cursor.execute(OPENING, values)
        (opening,) = cursor.fetchone()
        cursor.execute(TOTALS, values)
        count, debit, credit = cursor.fetchone()
    return StatementHead(span, int(opening), int(debit), int(credit), count)


def statement_lines(
    head: StatementHead, *, offset: int = 0, limit: int | None = None
) -> list[EntryLine]:
    """The lines of a page, or all of them."""
    values = _values(head.span) | {"opening": head.opening_minor}
    page = LINES + " OFFSET %(offset)s LIMIT %(limit)s"
    with connection.cursor() as cursor:
        cursor.execute(page, values | {"offset": offset, "limit": limit})
        return _lines(cursor.fetchall())


def stream_lines(head: StatementHead) -> Iterator[EntryLine]:
    """All lines for a download, some thousands at a time from a cursor of the server."""
    values = _values(head.span) | {"opening": head.opening_minor}
    with connection.chunked_cursor() as cursor:
        cursor.execute(LINES, values)
        while rows := cursor.fetchmany(CHUNK):
            yield from _lines(rows)


def _values(span: Span) -> dict[str, Any]:
    rows = LedgerAccount.objects.filter(
        current_account_id=span.current_account_id, kind__in=OWED, unit=span.currency
    )
    return {
        "own": list(rows.values_list("pk", flat=True)),
        "account": span.current_account_id,
        "starts": span.starts_on,
        "ends": span.ends_on,
    }


def _lines(rows: Sequence[tuple[Any, ...]]) -> list[EntryLine]:
    """Rows with the documents that they name: two lookups by public id, however many rows.

    Not joined in the statement above: the planner cannot know how few rows a page has.
    """
    subjects = {row[3] for row in rows}
    paid = {
        row.public_id: row.invoice.reference if row.invoice else ""
        for row in Payment.objects.select_related("invoice").filter(
            public_id__in=[one for one in subjects if one.startswith("pay_")]
        )
    }
    asked = {
        public_id: (reference, kind)
        for public_id, reference, kind in Invoice.objects.filter(
            public_id__in=[one for one in subjects if one.startswith("inv_")]
        ).values_list("public_id", "reference", "kind")
    }
    return [_line(row, asked, paid) for row in rows]


def _line(
    row: tuple[Any, ...], asked: Mapping[str, tuple[str, str]], paid: Mapping[str, str]
) -> EntryLine:
    value_on, booked_at, reason, subject, description, moved, running = row
    reference, kind = asked.get(subject, ("", ""))
    amount = int(moved)
    return EntryLine(
        value_on=value_on,
        booked_at=booked_at,
        reason=reason,
        words=_words(reason, subject, kind),
        note=reference or paid.get(subject) or description,
        debit_minor=max(amount, 0),
        credit_minor=max(-amount, 0),
        running_minor=int(running),
        invoice_id=subject if subject in asked else "",
        payment_id=subject if subject in paid else "",
    )


def _words(reason: str, subject: str, kind: str) -> str:
    """What happened, for a buyer."""
    return _said(reason, subject[:4], kind, get_language() or "")


@lru_cache(maxsize=500)
def _said(reason: str, prefix: str, kind: str, _language: str) -> str:
    """A handful of sentences, asked for once a line."""
    if reason == Reason.INVOICE and kind in KINDS:
        return str(KINDS[kind])
    if reason == "payout":
        return _("Banka hesabına ödeme")
    if reason == Reason.CORRECTION and prefix == "ent_":
        return _("Alacak kaydı")
    return str(Reason(reason).label) if reason in Reason.values else reason


KINDS = {
    "opening": EntryKind.OPENING_DEBT.label,
    "debit": EntryKind.DEBIT_NOTE.label,
    "late": InvoiceKind.LATE.label,
}
