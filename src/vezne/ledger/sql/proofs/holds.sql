-- What an account reserves is the sum of its pending holds.
SELECT a.current_account_id, 'account ' || a.id AS subject,
       COALESCE(h.total, 0)::text AS expected, a.held::text AS found
FROM ledger_ledgeraccount a
LEFT JOIN (
    SELECT debit_id, sum(amount) AS total FROM ledger_hold WHERE status = 'pending'
    GROUP BY debit_id
) h ON h.debit_id = a.id
WHERE (%(seller)s::bigint IS NULL OR a.seller_id = %(seller)s)
  AND a.held <> COALESCE(h.total, 0)
