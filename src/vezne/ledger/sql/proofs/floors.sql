-- Wallets and credits carry their ceiling and are not past it; parties are the current account's.
SELECT a.current_account_id, 'account ' || a.id AS subject,
       format('ceiling %%s, parties %%s and %%s', ledger_ceiling(a.kind), c.seller_id, c.buyer_id)
           AS expected,
       format('ceiling %%s, balance %%s, held %%s, parties %%s and %%s', a.ceiling, a.balance,
              a.held, a.seller_id, a.buyer_id) AS found
FROM ledger_ledgeraccount a
JOIN ledger_currentaccount c ON c.id = a.current_account_id
WHERE (%(seller)s::bigint IS NULL OR a.seller_id = %(seller)s)
  AND (a.ceiling IS DISTINCT FROM ledger_ceiling(a.kind) OR a.balance + a.held > a.ceiling
       OR a.seller_id <> c.seller_id OR a.buyer_id <> c.buyer_id)
