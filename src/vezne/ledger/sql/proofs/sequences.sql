-- Sequences run 1, 2, 3 … to the stored last one, without a gap or a double.
SELECT c.id AS current_account_id, 'current account ' || c.id AS subject,
       format('1 to %%s', c.last_sequence) AS expected,
       format('%%s entries, %%s to %%s', COALESCE(t.entries, 0), t.first, t.last) AS found
FROM ledger_currentaccount c
LEFT JOIN (
    SELECT current_account_id, count(DISTINCT sequence) AS entries, min(sequence) AS first,
           max(sequence) AS last, count(*) AS rows
    FROM ledger_transfer GROUP BY current_account_id
) t ON t.current_account_id = c.id
WHERE (%(seller)s::bigint IS NULL OR c.seller_id = %(seller)s)
  AND (c.last_sequence <> COALESCE(t.entries, 0) OR t.rows <> t.entries OR t.first <> 1
       OR t.last <> c.last_sequence)
