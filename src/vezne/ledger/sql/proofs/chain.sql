-- Each entry left the balance that the one before it and its own amount make.
SELECT current_account_id, 'transfer ' || id AS subject,
       (before + delta)::text AS expected, after::text AS found
FROM (
    SELECT current_account_id, id, delta, after,
           COALESCE(lag(after) OVER (PARTITION BY account ORDER BY sequence), 0) AS before
    FROM (SELECT current_account_id, id, sequence, seller_id, debit_id AS account,
                 amount AS delta, debit_balance_after AS after FROM ledger_transfer
          UNION ALL
          SELECT current_account_id, id, sequence, seller_id, credit_id, -amount,
                 credit_balance_after FROM ledger_transfer) legs
    WHERE %(seller)s::bigint IS NULL OR seller_id = %(seller)s
) chained
WHERE before + delta <> after
