-- The stored balance of every account is the sum of its entries.
SELECT a.current_account_id, 'account ' || a.id AS subject,
       COALESCE(s.total, 0)::text AS expected, a.balance::text AS found
FROM ledger_ledgeraccount a
LEFT JOIN (
    SELECT account, sum(delta) AS total
    FROM (SELECT debit_id AS account, amount AS delta, seller_id FROM ledger_transfer
          UNION ALL
          SELECT credit_id, -amount, seller_id FROM ledger_transfer) legs
    WHERE %(seller)s::bigint IS NULL OR seller_id = %(seller)s
    GROUP BY account
) s ON s.account = a.id
WHERE (%(seller)s::bigint IS NULL OR a.seller_id = %(seller)s)
  AND a.balance <> COALESCE(s.total, 0)
