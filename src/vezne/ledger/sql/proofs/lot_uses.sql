-- An entry that takes credits says from which lots, to the last one; an entry that brings credits
-- is a grant with its lot, or gives uses back.
SELECT t.current_account_id, 'transfer ' || t.id AS subject,
       (CASE WHEN d.kind = 'credit' THEN t.amount ELSE -t.amount END)::text AS expected,
       (COALESCE(u.total, 0) - COALESCE(l.quantity, 0))::text AS found
FROM ledger_transfer t
JOIN ledger_ledgeraccount d ON d.id = t.debit_id
JOIN ledger_ledgeraccount k ON k.id = t.credit_id
LEFT JOIN (SELECT transfer_id, sum(quantity) AS total FROM ledger_lotuse GROUP BY transfer_id) u
  ON u.transfer_id = t.id
LEFT JOIN ledger_lot l ON l.grant_id = t.id
WHERE 'credit' IN (d.kind, k.kind)
  AND (%(seller)s::bigint IS NULL OR t.seller_id = %(seller)s)
  AND COALESCE(u.total, 0) - COALESCE(l.quantity, 0)
      <> CASE WHEN d.kind = 'credit' THEN t.amount ELSE -t.amount END
