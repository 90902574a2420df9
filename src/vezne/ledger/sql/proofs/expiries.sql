-- No hold and no lot runs out before the instant at which its current account looks for it.
SELECT c.id AS current_account_id, 'current account ' || c.id AS subject,
       format('not after %%s', ledger_next_expiry(c.id)) AS expected,
       c.next_expiry_at::text AS found
FROM ledger_currentaccount c
WHERE (%(seller)s::bigint IS NULL OR c.seller_id = %(seller)s)
  AND ledger_next_expiry(c.id) < COALESCE(c.next_expiry_at, 'infinity')
