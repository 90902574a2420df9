-- A reversal moves the same amount between the same accounts, the other way round.
SELECT r.current_account_id, 'transfer ' || r.id AS subject,
       format('%%s from %%s to %%s', o.amount, o.debit_id, o.credit_id) AS expected,
       format('%%s from %%s to %%s', r.amount, r.credit_id, r.debit_id) AS found
FROM ledger_transfer r
JOIN ledger_transfer o ON o.id = r.reverses_id
WHERE (%(seller)s::bigint IS NULL OR r.seller_id = %(seller)s)
  AND (r.amount <> o.amount OR r.debit_id <> o.credit_id OR r.credit_id <> o.debit_id)
