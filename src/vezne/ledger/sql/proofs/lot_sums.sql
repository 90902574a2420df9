-- The credits of an account are the sum of what is left of its lots, and so is what it reserves.
SELECT a.current_account_id, 'account ' || a.id AS subject,
       format('balance %%s, held %%s', -COALESCE(l.remaining, 0), COALESCE(l.held, 0)) AS expected,
       format('balance %%s, held %%s', a.balance, a.held) AS found
FROM ledger_ledgeraccount a
LEFT JOIN (
    SELECT current_account_id, unit, sum(remaining) AS remaining, sum(held) AS held
    FROM ledger_lot GROUP BY current_account_id, unit
) l ON l.current_account_id = a.current_account_id AND l.unit = a.unit
WHERE a.kind = 'credit' AND (%(seller)s::bigint IS NULL OR a.seller_id = %(seller)s)
  AND (a.balance <> -COALESCE(l.remaining, 0) OR a.held <> COALESCE(l.held, 0))
