-- Both sides of an entry are accounts of its own current account, in its unit, of its parties;
-- amounts are above zero.
SELECT t.current_account_id, 'transfer ' || t.id AS subject,
       format('accounts of current account %%s in %%s', t.current_account_id, t.unit) AS expected,
       format('accounts %%s and %%s, amount %%s', t.debit_id, t.credit_id, t.amount) AS found
FROM ledger_transfer t
LEFT JOIN ledger_currentaccount c
  ON c.id = t.current_account_id AND c.seller_id = t.seller_id AND c.buyer_id = t.buyer_id
LEFT JOIN ledger_ledgeraccount d
  ON d.id = t.debit_id AND d.current_account_id = t.current_account_id AND d.unit = t.unit
LEFT JOIN ledger_ledgeraccount k
  ON k.id = t.credit_id AND k.current_account_id = t.current_account_id AND k.unit = t.unit
WHERE (%(seller)s::bigint IS NULL OR t.seller_id = %(seller)s)
  AND (c.id IS NULL OR d.id IS NULL OR k.id IS NULL OR t.debit_id = t.credit_id OR t.amount <= 0)
