"""What stands around every page of the panel: seller's brand, band, balance, bell; one statement.

It is read with every page, so it is prepared once per connection (`core.prepared`) and answers
in JSON by column. Row-level security narrows it like everything else.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vezne.core.money import Money
from vezne.core.prepared import fetch_one
from vezne.core.scope import ScopeMissing, current_scope
from vezne.reports.panel import in_order

INSTALLATION_BRAND = "Vezne"
_FRAME = """
WITH sellers AS MATERIALIZED (
    SELECT p.account_id, p.brand_name, p.brand_color, p.slug
    FROM accounts_sellerprofile p
    WHERE p.account_id IN (
        SELECT c.seller_id FROM ledger_currentaccount c
        WHERE c.buyer_id = $1 AND c.seller_id <> $1)
    LIMIT 2
), due AS MATERIALIZED (
    SELECT i.id, i.public_id, i.currency, i.total_minor - i.paid_minor AS owed, i.shuts_off_at
    FROM invoicing_invoice i
    WHERE i.buyer_id = $1 AND i.status = 'open' AND i.due_at <= $2 AND i.shuts_off_at IS NOT NULL
)
SELECT
    (SELECT json_agg(json_build_array(s.brand_name, s.brand_color, s.slug)) FROM sellers s),
    (SELECT json_agg(json_build_array(c.kind, c.value, c.label) ORDER BY c.position, c.id)
     FROM content_supportcontact c
     WHERE c.seller_id = (SELECT min(s.account_id) FROM sellers s HAVING count(*) = 1)),
    (SELECT json_build_array(d.public_id, d.shuts_off_at) FROM due d
     ORDER BY d.shuts_off_at, d.id LIMIT 1),
    (SELECT count(*) FROM due),
    (SELECT json_object_agg(sums.currency, sums.owed)
     FROM (SELECT d.currency, sum(d.owed)::bigint AS owed FROM due d GROUP BY d.currency) sums),
    (SELECT json_object_agg(w.unit, w.usable)
     FROM (SELECT a.unit, -sum(a.balance + a.held)::bigint AS usable
           FROM ledger_ledgeraccount a
           WHERE a.buyer_id = $1 AND a.kind = 'wallet' GROUP BY a.unit) w),
    (SELECT count(*) FROM (
        SELECT FROM notify_notification n
        WHERE n.account_id = $1 AND n.user_id = $3 AND n.read_at IS NULL
        LIMIT 100) new),
    (SELECT count(*) FROM (
        SELECT FROM banking_bankaccount b
        WHERE b.is_shown AND b.is_active AND b.seller_id IN (
            SELECT c.seller_id FROM ledger_currentaccount c
            WHERE c.buyer_id = $1 AND c.seller_id <> $1)
        LIMIT 1) shown)
"""

_DESK_FRAME = """
SELECT (SELECT p.brand_name FROM accounts_sellerprofile p WHERE p.account_id = $1),
       (SELECT count(*) FROM banking_movement m WHERE m.seller_id = $1 AND m.state = 'unmatched')
     + (SELECT count(*) FROM banking_transfernotice n WHERE n.seller_id = $1 AND n.state = 'open')
     + (SELECT count(*) FROM banking_banktask t WHERE t.seller_id = $1 AND t.closed_at IS NULL),
       (SELECT count(*) FROM support_ticket s WHERE s.seller_id = $1 AND s.state = 'open'),
       (SELECT count(*) FROM orders_order o
        WHERE o.seller_id = $1 AND o.state = 'awaiting_approval'),
       (SELECT count(*) FROM (
           SELECT FROM notify_notification n
           WHERE n.account_id = $1 AND n.user_id = $2 AND n.read_at IS NULL
           LIMIT 100) new),
       (SELECT p.slug FROM accounts_sellerprofile p WHERE p.account_id = $1),
       (SELECT count(*) FROM applications_application l
        WHERE l.seller_id = $1 AND l.state IN ('sent', 'in_review'))
"""


@dataclass(frozen=True, slots=True)
class Band:
    """The band on every page while something is due.

    `shuts_off_at` is the first instant at which something closes; past when `is_shut`.
    `invoice_id` is the public id of the one to pay first; `amounts` sum everything that is owed
    now, by currency.
    """

    invoice_id: str
    amounts: tuple[Money, ...]
    count: int
    shuts_off_at: datetime
    is_shut: bool
    is_last_day: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to a seller's support, as `content.SupportContact` has it."""

    kind: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Frame:
    """Around a panel page. Who buys from several sellers sees the installation's name, and the
    contacts of each on the support page.
    """

    brand: str
    color: str  # #rrggbb; empty: the house's own
    slug: str  # the seller's in addresses; empty: none, or several sellers
    contacts: tuple[Reach, ...]
    band: Band | None  # None: nothing is due
    wallets: tuple[Money, ...]  # usable, by currency; empty ones are left out
    unread: int  # lines behind the bell, counted to a hundred
    has_bank_accounts: bool  # a seller shows where to send a transfer


def frame_for(buyer_id: int, *, user_id: int, now: datetime) -> Frame:
    """Read the frame; in the buyer's scope. Raises: ScopeMissing."""
    if current_scope() is None:
        raise ScopeMissing("frame_for is read outside acting_as(…)")
    faces, contacts, first, count, owed, wallets, unread, accounts = fetch_one(
        _FRAME, (buyer_id, now, user_id)
    )
    sellers: list[list[str]] = _json(faces, [])
    brand, color, slug = sellers[0] if len(sellers) == 1 else (INSTALLATION_BRAND, "", "")
    return Frame(
        brand=brand,
        color=color,
        slug=slug,
        contacts=tuple(Reach(*one) for one in _json(contacts, [])),
        band=_band(_json(first, None), int(count or 0), _json(owed, {}), now),
        wallets=_amounts(_json(wallets, {})),
        unread=int(unread or 0),
        has_bank_accounts=bool(int(accounts or 0)),
    )


@dataclass(frozen=True, slots=True)
class DeskFrame:
    """Around a page of a seller's own desk."""

    brand: str
    bank_waits: int  # movements, notices and tasks at the bank that wait for a person
    tickets_wait: int  # for the seller's answer
    orders_wait: int  # paid, for the seller's approval
    unread: int  # lines behind the user's bell, counted to a hundred
    slug: str  # the seller's in addresses; empty: none
    applications_wait: int  # for its decision


def desk_frame(seller_id: int, *, user_id: int) -> DeskFrame:
    """Read the desk's frame in one statement, prepared as the panel's; in the seller's scope.

    Raises: ScopeMissing.
    """
    if current_scope() is None:
        raise ScopeMissing("desk_frame is read outside acting_as(…)")
    found = fetch_one(_DESK_FRAME, (seller_id, user_id))
    brand, waits, tickets, orders, unread, slug, applications = found
    return DeskFrame(
        brand=str(brand or INSTALLATION_BRAND),
        bank_waits=int(waits or 0),
        tickets_wait=int(tickets or 0),
        orders_wait=int(orders or 0),
        unread=int(unread or 0),
        slug=str(slug or ""),
        applications_wait=int(applications or 0),
    )


def _band(first: list[str] | None, count: int, owed: dict[str, int], now: datetime) -> Band | None:
    if first is None:
        return None
    invoice_id, shuts_off_at = first[0], datetime.fromisoformat(first[1])
    left = shuts_off_at - now
    return Band(
        invoice_id=invoice_id,
        amounts=_amounts(owed),
        count=count,
        shuts_off_at=shuts_off_at,
        is_shut=left <= timedelta(0),
        is_last_day=timedelta(0) < left <= timedelta(days=1),
    )


def _amounts(by_currency: dict[str, int]) -> tuple[Money, ...]:
    return tuple(amount for amount in in_order(by_currency) if amount)


def _json(text: str | None, empty: Any) -> Any:
    return empty if text is None else json.loads(text)
