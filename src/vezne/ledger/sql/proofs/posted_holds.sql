-- A posted hold has its transfer, of at most its amount, between its accounts; no other has one.
SELECT h.current_account_id, 'hold ' || h.id AS subject,
       format('%%s: at most %%s from %%s to %%s', h.status, h.amount, h.credit_id, h.debit_id)
           AS expected,
       format('%%s from %%s to %%s', t.amount, t.credit_id, t.debit_id) AS found
FROM ledger_hold h
LEFT JOIN ledger_transfer t ON t.id = h.transfer_id
WHERE (%(seller)s::bigint IS NULL OR h.seller_id = %(seller)s)
  AND (h.status = 'posted') IS DISTINCT FROM
      (t.id IS NOT NULL AND t.amount <= h.amount AND t.debit_id = h.debit_id
       AND t.credit_id = h.credit_id)
