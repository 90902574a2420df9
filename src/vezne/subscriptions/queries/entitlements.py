"""Whether an account may use a key now: one statement, made for the entitlement API.

Access exists where a subscription of a product that gives the key is open and not blocked, and no
debt of the same buyer shuts the seller's platform. It is read from stored times only.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from vezne.subscriptions.types import Entitlement

# By hand, because the ORM would need three round trips; this is the hottest read of the house.
# `given`: the products that give the key. `mine`: the buyer's subscriptions on their platforms.
# Of several subscriptions the one that is open longest answers, else the newest.
ENTITLEMENT = """
WITH given AS (
    SELECT p.id, p.platform_id, p.credit_unit FROM catalog_product p
    WHERE p.seller_id = %(seller)s AND %(key)s = ANY (p.entitlement_keys)
), mine AS (
    SELECT s.*, EXISTS (SELECT FROM subscriptions_block b
                        WHERE b.subscription_id = s.id AND b.lifted_at IS NULL) AS is_blocked
    FROM subscriptions_subscription s
    WHERE s.buyer_id = (SELECT id FROM accounts_account WHERE public_id = %(account)s)
      AND s.seller_id = %(seller)s
      AND s.platform_id IN (SELECT platform_id FROM given)
), giving AS (
    SELECT m.*,
        CASE WHEN m.ended_at <= %(now)s OR m.cancels_at <= %(now)s THEN 'ended'
             WHEN m.is_blocked THEN 'staff'
             WHEN m.is_trial AND m.trial_ends_at > %(now)s THEN 'ok'
             WHEN m.awaits_payment THEN 'pending'
             WHEN m.open_until > %(now)s THEN 'ok'
             WHEN m.is_trial THEN 'trial_over'
             ELSE 'debt' END AS reason,
        (SELECT d.public_id FROM mine d
         WHERE d.platform_id = m.platform_id AND d.debt_at <= %(now)s
         ORDER BY d.debt_at LIMIT 1) AS debtor,
        (SELECT min(d.debt_at) FROM mine d WHERE d.platform_id = m.platform_id) AS debt_from
    FROM mine m WHERE m.product_id IN (SELECT id FROM given)
), best AS (
    SELECT public_id, platform_id, debtor,
        CASE WHEN reason = 'ok' AND debtor IS NOT NULL THEN 'debt' ELSE reason END AS reason,
        LEAST(open_until, debt_from) AS until
    FROM giving
    ORDER BY (reason = 'ok' AND debtor IS NULL) DESC, (reason = 'ok') DESC,
             (reason <> 'ended') DESC, LEAST(open_until, debt_from) DESC, started_at DESC, id DESC
    LIMIT 1
), answer AS (
    SELECT public_id, platform_id, debtor, reason, until FROM best
    UNION ALL
    SELECT '', (SELECT min(platform_id) FROM given), NULL, 'none', NULL
    WHERE NOT EXISTS (SELECT FROM best)
)
SELECT a.reason, a.until, COALESCE(f.public_id, ''), COALESCE(f.name, ''), a.public_id,
       COALESCE(a.debtor, ''),
       CASE WHEN g.unit <> '' THEN COALESCE((
           SELECT sum(l.remaining - l.held)::bigint FROM ledger_lot l
           WHERE l.seller_id = %(seller)s AND l.unit = g.unit AND l.remaining > 0
             AND l.buyer_id = (SELECT id FROM accounts_account WHERE public_id = %(account)s)
             AND (l.expires_at IS NULL OR l.expires_at > %(now)s)), 0) END
FROM answer a CROSS JOIN (SELECT max(credit_unit) AS unit FROM given) g
LEFT JOIN catalog_platform f ON f.id = a.platform_id
"""


def entitlement_check(
    *, seller_id: int, account_public_id: str, key: str, now: datetime
) -> Entitlement:
    """Whether the account may use `key` of this seller at `now`, until when, or why not.

    `reason`: ok; none (never had it); pending (first payment awaited); trial_over; debt (of this
    or another service of the platform, `debtor_id`); staff; ended. One SQL statement; the caller
    is in the seller's desk scope, the buyer's panel scope or the system's.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            ENTITLEMENT,
            {"seller": seller_id, "account": account_public_id, "key": key, "now": now},
        )
        row = cursor.fetchone()
    assert row is not None
    reason, until, platform_id, platform_name, subscription_id, debtor_id, left = row
    is_allowed = reason == "ok"
    return Entitlement(
        is_allowed=is_allowed,
        until=until if is_allowed else None,
        reason=reason,
        platform_id=platform_id,
        platform_name=platform_name,
        subscription_id=subscription_id,
        debtor_id=debtor_id,
        left=left,
    )
