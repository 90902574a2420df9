"""The statements of `reports.search`: every group a column of JSON, every face one statement.

$1 whose, $2 LIKE patterns, $3 reference, $4 code, $5 number or 0, $6 amount or 0, $7 words,
$8 language, $9 kinds of applications with $10 their titles and $11 all their names, folded;
of the accounts' statement: $3 phone, $4 its end, $5 tail, $6 index of a tax id, $7 a beginning.

Plain SQL, because a search is one question: the ORM would ask eight. What is found whole (`UNION`'s
first part) goes by its index; the rest is looked for among the newest rows of a list.
"""

from __future__ import annotations

from vezne.core.turkish import fold_sql

MOST = 5
"""Rows of a group; its list has the others."""
NEWEST = 2_000
"""Rows of a list in which words and amounts are looked for."""


def _group(columns: str, source: str, where: str, order: str) -> str:
    """A group as JSON: id, title, detail, amount, currency, at, state of each row."""
    return f"""(SELECT json_agg(json_build_array(f.a, f.b, f.c, f.d, f.e, f.f, f.g) ORDER BY f.h)
        FROM (SELECT {columns}, row_number() OVER (ORDER BY {order})
              FROM {source} WHERE {where} ORDER BY {order} LIMIT {MOST}) f (a, b, c, d, e, f, g, h))"""  # noqa: S608, E501


def _newest(table: str, columns: str, side: str, order: str, also: str = "") -> str:
    return f"(SELECT {columns} FROM {table} WHERE {side} = $1 {also} ORDER BY {order} DESC LIMIT {NEWEST})"  # noqa: S608, E501


def _all_in(expression: str) -> str:
    return f"{fold_sql(expression)} LIKE ALL ($2::text[])"


def _invoices(side: str) -> str:
    mine, theirs = side, "seller_id" if side == "buyer_id" else "buyer_id"
    newest = _newest("invoicing_invoice", "id, reference, total_minor, paid_minor, status", mine,
                     "opened_at")  # fmt: skip
    found = f"""(SELECT i.* FROM invoicing_invoice i WHERE i.{mine} = $1 AND i.id IN (
        SELECT r.id FROM invoicing_invoice r WHERE r.reference = $3::text AND r.{mine} = $1
        UNION SELECT n.id FROM {newest} n WHERE n.total_minor = nullif($6::bigint, 0)
            OR (n.status = 'open' AND n.total_minor - n.paid_minor = nullif($6::bigint, 0))
            OR {_all_in("n.reference")})) i JOIN accounts_account a ON a.id = i.{theirs}"""  # noqa: S608
    columns = "i.public_id, i.reference, a.name, i.total_minor, i.currency, i.opened_at, i.status"
    return _group(columns, found, "true", "(i.status = 'open') DESC, i.opened_at DESC, i.id DESC")


def _documents(side: str) -> str:
    mine, theirs = side, "seller_id" if side == "buyer_id" else "buyer_id"
    shown = "AND number <> ''" + (" AND state <> 'refused'" if side == "buyer_id" else "")
    columns = "id, number, total_minor"
    found = f"""(SELECT d.* FROM edocuments_document d WHERE d.{mine} = $1 AND d.id IN (
        SELECT r.id FROM edocuments_document r WHERE r.number = $4::text AND r.{mine} = $1 {shown}
        UNION SELECT n.id FROM {_newest("edocuments_document", columns, mine, "id", shown)} n
        WHERE n.total_minor = nullif($6::bigint, 0) OR {_all_in("n.number")})) d
        JOIN accounts_account a ON a.id = d.{theirs}"""  # noqa: S608
    shape = "d.public_id, d.number, a.name, d.total_minor, d.currency, d.issued_at, d.state"
    return _group(shape, found, "true", "d.id DESC")


def _services(side: str) -> str:
    mine, theirs = side, "seller_id" if side == "buyer_id" else "buyer_id"
    order = "started_at" if side == "seller_id" else "id"
    columns = f"id, public_id, product_id, plan_id, site, ended_at, started_at, {theirs}"
    newest = _newest("subscriptions_subscription", columns, mine, order)
    found = f"""{newest} s JOIN catalog_product p ON p.id = s.product_id
        JOIN catalog_plan q ON q.id = s.plan_id JOIN accounts_account a ON a.id = s.{theirs}"""
    detail = "concat_ws(' · ', nullif(s.site, ''), q.name, a.name)"
    columns = f"""s.public_id, p.name, {detail}, NULL::bigint, '', s.started_at,
        CASE WHEN s.ended_at IS NULL THEN '' ELSE 'ended' END"""
    where = _all_in("concat_ws(' ', p.name, q.name, s.site, a.name)")
    return _group(columns, found, where, "s.ended_at DESC NULLS FIRST, s.id DESC")


def _numbered(table: str, side: str, newest: str, where: str) -> str:
    """Rows that the seller counts: one by its number, however old, or among the newest."""
    return f"""(SELECT w.* FROM {table} w WHERE w.{side} = $1 AND w.id IN (
        SELECT r.id FROM {table} r WHERE r.number = nullif($5::int, 0) AND r.{side} = $1
        UNION SELECT n.id FROM {newest} WHERE {where}))"""  # noqa: S608


def _tickets(side: str) -> str:
    theirs = "seller_id" if side == "buyer_id" else "buyer_id"
    newest = _newest("support_ticket", "id, search_key", side, "changed_at") + " n"
    found = _numbered("support_ticket", side, newest, "n.search_key LIKE ALL ($2::text[])")
    shape = """t.public_id, '#' || t.number || ' ' || t.subject, a.name, NULL::bigint, '',
        t.changed_at, t.state"""
    source = f"{found} t JOIN accounts_account a ON a.id = t.{theirs}"
    return _group(shape, source, "true", "(t.number = $5::int) DESC, t.changed_at DESC, t.id DESC")


def _applications(side: str) -> str:
    """A buyer finds the kinds that it may send; a seller all but what a buyer still drafts."""
    is_buyer = side == "buyer_id"
    theirs, join = ("seller_id", "JOIN") if is_buyer else ("buyer_id", "LEFT JOIN")
    shown = "" if is_buyer else "AND (state <> 'draft' OR source <> 'panel')"
    kinds = "unnest($9::text[], $10::text[], $11::text[]) k (key, title, names)"
    columns = f"id, number, kind, {theirs}"
    newest = f"""{_newest("applications_application", columns, side, "changed_at", shown)} n
        LEFT JOIN {kinds} ON k.key = n.kind JOIN accounts_account b ON b.id = n.{theirs}"""
    names = f"concat_ws(' ', n.number, k.names, {fold_sql('b.name')})"
    found = _numbered("applications_application", side, newest, f"{names} LIKE ALL ($2::text[])")
    source = f"""{found} t {join} {kinds} ON k.key = t.kind
        JOIN accounts_account a ON a.id = t.{theirs}"""
    shape = """t.public_id, concat_ws(' ', '#' || t.number, nullif(k.title, '')), a.name,
        NULL::bigint, '', t.changed_at, t.state"""
    where = "true" if is_buyer else "t.state <> 'draft' OR t.source <> 'panel'"
    return _group(shape, source, where, "(t.number = $5::int) DESC, t.changed_at DESC, t.id DESC")


def _guides(sellers: str, shown: str) -> str:
    return _group(
        """g.public_id, CASE WHEN $8::text = 'en' AND g.title_en <> '' THEN g.title_en
        ELSE g.title_tr END, '', NULL::bigint, '', NULL::timestamptz, g.kind""",
        "content_article g",
        f"""g.seller_id IN ({sellers}) AND {shown} AND $7::text <> ''
        AND g.words @@ to_tsquery('simple', $7::text)""",
        "ts_rank(g.words, to_tsquery('simple', $7::text)) DESC, g.id DESC",
    )


_OWN_SELLERS = "SELECT c.seller_id FROM ledger_currentaccount c WHERE c.buyer_id = $1"
PANEL = f"""SELECT {_services("buyer_id")}, {_invoices("buyer_id")}, {_documents("buyer_id")},
{_tickets("buyer_id")}, {_applications("buyer_id")}, {
    _guides(
        _OWN_SELLERS, "g.state = 'published' AND g.is_in_panel AND g.kind IN ('guide', 'question')"
    )
}"""
_NEWEST_PAYMENTS = _newest("payments_payment", "id, amount_minor", "seller_id", "created_at")
_PAYMENTS = _group(
    """p.public_id, a.name, coalesce(i.reference, ''), p.amount_minor, p.currency, p.created_at,
    p.status""",
    f"""(SELECT w.* FROM payments_payment w WHERE w.seller_id = $1 AND w.id IN (
        SELECT t.payment_id FROM payments_attempt t
        WHERE t.reference IN ($4::text, lower($4::text)) AND t.seller_id = $1
        UNION SELECT o.id FROM payments_payment o JOIN invoicing_invoice r ON r.id = o.invoice_id
        WHERE r.reference = $3::text AND r.seller_id = $1
        UNION SELECT n.id FROM {_NEWEST_PAYMENTS} n
        WHERE n.amount_minor = nullif($6::bigint, 0))) p
    JOIN accounts_account a ON a.id = p.buyer_id
    LEFT JOIN invoicing_invoice i ON i.id = p.invoice_id""",  # noqa: S608
    "true",
    "p.created_at DESC, p.id DESC",
)
_LINE = "concat_ws(' ', m.counterparty_name, m.description, m.reference, m.bank_key)"
_MOVEMENTS = _group(
    """m.public_id, coalesce(nullif(m.counterparty_name, ''), m.description), m.description,
    m.amount_minor, m.currency, m.booked_on::timestamptz, m.state""",
    f"""{_newest("banking_movement", "*", "seller_id", "booked_on")} m""",
    f"abs(m.amount_minor) = nullif($6::bigint, 0) OR {_all_in(_LINE)}",
    "m.booked_on DESC, m.id DESC",
)
DESK = f"""SELECT {_services("seller_id")}, {_invoices("seller_id")}, {_PAYMENTS},
{_documents("seller_id")}, {_MOVEMENTS}, {_tickets("seller_id")},
{_applications("seller_id")}, {_guides("$1", "true")}"""
ACCOUNTS = "SELECT " + _group(
    """a.public_id, a.name, a.number || ' · ' || a.email, NULL::bigint, '', NULL::timestamptz,
    ''""",
    """accounts_account a JOIN ledger_currentaccount c ON c.buyer_id = a.id""",
    """c.seller_id = $1 AND a.id <> $1 AND (a.search_key LIKE ALL ($2::text[])
    OR ($3::text <> '' AND a.phone = $3::text) OR ($4::text <> '' AND a.phone LIKE $4::text)
    OR ($5::text <> '' AND a.tax_id_tail = $5::text)
    OR ($6::text <> '' AND a.tax_id_index = $6::text))""",
    "(a.search_key LIKE $7::text) DESC, a.search_key, a.id",
)
