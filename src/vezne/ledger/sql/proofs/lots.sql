-- What is left of a lot is what was granted less what its uses took; what it reserves is what
-- pending holds reserve of it.
SELECT l.current_account_id, 'lot ' || l.id AS subject,
       format('remaining %%s, held %%s', l.quantity - COALESCE(u.total, 0), COALESCE(h.total, 0))
           AS expected,
       format('remaining %%s, held %%s', l.remaining, l.held) AS found
FROM ledger_lot l
LEFT JOIN (SELECT lot_id, sum(quantity) AS total FROM ledger_lotuse GROUP BY lot_id) u
  ON u.lot_id = l.id
LEFT JOIN (
    SELECT x.lot_id, sum(x.quantity) AS total
    FROM ledger_heldlot x JOIN ledger_hold p ON p.id = x.hold_id AND p.status = 'pending'
    GROUP BY x.lot_id
) h ON h.lot_id = l.id
WHERE (%(seller)s::bigint IS NULL OR l.seller_id = %(seller)s)
  AND (l.remaining <> l.quantity - COALESCE(u.total, 0) OR l.held <> COALESCE(h.total, 0))
