-- Nothing was booked into a month after it was closed, and every current account knows of it.
SELECT t.current_account_id, 'transfer ' || t.id AS subject,
       format('booked before %%s', m.closed_at) AS expected,
       format('booked at %%s for %%s', t.booked_at, t.value_on) AS found
FROM ledger_closedmonth m
JOIN ledger_transfer t
  ON t.seller_id = m.seller_id AND t.value_on < (m.month + interval '1 month')::date
 AND t.booked_at > m.closed_at
WHERE %(seller)s::bigint IS NULL OR m.seller_id = %(seller)s
UNION
SELECT c.id, 'current account ' || c.id, x.open_from::text, c.closed_before::text
FROM ledger_currentaccount c
JOIN (
    SELECT seller_id, (max(month) + interval '1 month')::date AS open_from
    FROM ledger_closedmonth GROUP BY seller_id
) x ON x.seller_id = c.seller_id
WHERE (%(seller)s::bigint IS NULL OR c.seller_id = %(seller)s)
  AND c.closed_before IS DISTINCT FROM x.open_from
