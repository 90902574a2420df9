-- Entries of several lines, and batches of up to 1,000 entries over many current accounts.

DO $$ BEGIN
    CREATE TYPE ledger_line AS (
        item int,              -- which entry of the batch
        line int,              -- which line of the entry, from 0
        current_account bigint,
        key text,
        hash text,             -- hex
        value_on date,
        journal bigint,
        debit text,
        credit text,
        amount bigint,
        unit text,
        reason text,
        subject text,
        description text
    );
EXCEPTION WHEN duplicate_object THEN NULL;  -- this file runs again when a function changes
END $$;

-- Posts one entry of several lines: all or none (a refused line takes the earlier ones back, by
-- its own subtransaction). Codes as ledger_post.
CREATE OR REPLACE FUNCTION ledger_post_lines(
    p_now timestamptz, p_lines ledger_line[],
    OUT code text, OUT first_sequence bigint, OUT last_sequence bigint
) LANGUAGE plpgsql AS $$
DECLARE
    c ledger_currentaccount;
    l ledger_line := p_lines[1];
    v_hash bytea := decode(l.hash, 'hex');
    v_sequence bigint;
BEGIN
    c := ledger_lock(l.current_account, p_now);
    IF c.id IS NULL THEN
        code := 'current_account_not_found';
        RETURN;
    END IF;
    SELECT * INTO code, first_sequence, last_sequence
    FROM ledger_replay(c.id, l.key, v_hash);
    IF code IS NOT NULL THEN
        RETURN;
    END IF;
    IF l.value_on < c.closed_before THEN
        code := 'month_closed';
        RETURN;
    END IF;
    BEGIN
        v_sequence := c.last_sequence;
        FOREACH l IN ARRAY p_lines LOOP
            IF 'credit' IN (l.debit, l.credit) THEN
                RAISE EXCEPTION 'credits move in lots: use the credit functions';
            END IF;
            v_sequence := v_sequence + 1;
            IF ledger_write(c, v_sequence, l.line, l.key, v_hash, p_now, l.value_on, l.journal,
                            l.debit, l.credit, l.amount, l.unit, l.reason, l.subject,
                            l.description, ledger_is_forced(l.debit, l.reason)) IS NULL THEN
                RAISE EXCEPTION USING ERRCODE = 'VZ001', MESSAGE = ledger_refusal(l.debit);
            END IF;
        END LOOP;
    EXCEPTION WHEN SQLSTATE 'VZ001' THEN
        code := SQLERRM;
        RETURN;
    END;
    code := 'posted';
    first_sequence := c.last_sequence + 1;
    last_sequence := v_sequence;
END $$;

CREATE OR REPLACE FUNCTION ledger_post_entry(p_now timestamptz, p_lines json)
RETURNS TABLE (code text, first_sequence bigint, last_sequence bigint) LANGUAGE sql AS $$
    SELECT r.* FROM ledger_post_lines(p_now, ARRAY(
        SELECT l FROM json_populate_recordset(NULL::ledger_line, p_lines) l ORDER BY l.line)) r
$$;

-- Writes all lines of those current accounts in which no entry needs a closer look: its key was
-- seen before or comes twice, its month is closed, a ceiling is in the way, an account is missing.
-- Transfers, balances and sequences in one statement; the rows answer for the entries written, and
-- for no other. Running balances are found again by place in arrays: the planner thinks that an
-- array has ten rows and would join by comparing every line with every other. A key is looked up
-- with a LIMIT: what EXISTS asks a thousand times, the planner may answer by reading every transfer. Its plan stays the planner's choice: one for
-- all sizes, forced, is made while the tables are small and then kept.
CREATE OR REPLACE FUNCTION ledger_write_clean(p_now timestamptz, p_lines ledger_line[])
RETURNS TABLE (item int, first_sequence bigint, last_sequence bigint) LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY
    WITH placed AS MATERIALIZED (
        SELECT l.*, c.seller_id, c.buyer_id, d.id AS debit_id, k.id AS credit_id,
               d.balance AS debit_balance, k.balance AS credit_balance, d.held,
               ledger_limit(l.debit, l.unit, c.credit_limit_minor) AS ceiling,
               l.value_on < c.closed_before AS is_closed,
               row_number() OVER (ORDER BY l.current_account, l.item, l.line) AS place,
               c.last_sequence + row_number()
                   OVER (PARTITION BY l.current_account ORDER BY l.item, l.line) AS sequence
        FROM unnest(p_lines) l
        JOIN ledger_currentaccount c ON c.id = l.current_account
        LEFT JOIN ledger_ledgeraccount d
          ON d.current_account_id = c.id AND d.kind = l.debit AND d.unit = l.unit
        LEFT JOIN ledger_ledgeraccount k
          ON k.current_account_id = c.id AND k.kind = l.credit AND k.unit = l.unit
    ), legs AS (
        SELECT b.place, b.is_debit,
               (b.stored + sum(b.delta) OVER (PARTITION BY b.account ORDER BY b.place))::bigint
                   AS after
        FROM (SELECT p.place, true AS is_debit, p.debit_id AS account, p.debit_balance AS stored,
                     p.amount AS delta FROM placed p
              UNION ALL
              SELECT p.place, false, p.credit_id, p.credit_balance, -p.amount FROM placed p) b
    ), after AS MATERIALIZED (
        SELECT array_agg(g.after ORDER BY g.place) FILTER (WHERE g.is_debit) AS debits,
               array_agg(g.after ORDER BY g.place) FILTER (WHERE NOT g.is_debit) AS credits
        FROM legs g
    ), doubts AS MATERIALIZED (
        SELECT p.current_account FROM placed p
        WHERE p.is_closed OR p.amount <= 0 OR p.debit = p.credit OR p.debit_id IS NULL OR p.credit_id IS NULL
           OR (p.ceiling IS NOT NULL
               AND (SELECT a.debits FROM after a)[p.place] + p.held > p.ceiling)
           OR 'credit' IN (p.debit, p.credit)
           OR (p.line = 0
               AND (SELECT true FROM ledger_transfer t
                    WHERE t.current_account_id = p.current_account
                      AND t.idempotency_key = p.key AND t.line = 0 LIMIT 1))
        UNION ALL
        SELECT p.current_account FROM placed p WHERE p.line = 0
        GROUP BY p.current_account, p.key HAVING count(*) > 1
    ), clean AS MATERIALIZED (
        SELECT p.*, (SELECT a.debits FROM after a)[p.place] AS debit_after,
               (SELECT a.credits FROM after a)[p.place] AS credit_after
        FROM placed p
        WHERE p.current_account NOT IN (SELECT x.current_account FROM doubts x)
    ), balances AS (
        UPDATE ledger_ledgeraccount a SET balance = a.balance + m.delta
        FROM (SELECT g.account, sum(g.delta) AS delta
              FROM (SELECT p.debit_id AS account, p.amount AS delta FROM clean p
                    UNION ALL SELECT p.credit_id, -p.amount FROM clean p) g
              GROUP BY g.account) m
        WHERE a.id = m.account
    ), sequences AS (
        UPDATE ledger_currentaccount c SET last_sequence = m.last
        FROM (SELECT p.current_account, max(p.sequence) AS last FROM clean p GROUP BY 1) m
        WHERE c.id = m.current_account
    ), transfers AS (
        INSERT INTO ledger_transfer
            (current_account_id, seller_id, buyer_id, journal_id, debit_id, credit_id, amount,
             unit, reason, subject, description, sequence, debit_balance_after,
             credit_balance_after, booked_at, value_on, idempotency_key, line, body_hash)
        SELECT p.current_account, p.seller_id, p.buyer_id, p.journal, p.debit_id, p.credit_id,
               p.amount, p.unit, p.reason, p.subject, p.description, p.sequence, p.debit_after,
               p.credit_after, p_now, p.value_on, p.key, p.line, decode(p.hash, 'hex')
        FROM clean p
    )
    SELECT p.item, min(p.sequence), max(p.sequence) FROM clean p GROUP BY p.item;
END $$;

-- Makes the accounts of new kinds and units; false when there were none.
CREATE OR REPLACE FUNCTION ledger_accounts_open(p_lines ledger_line[]) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO ledger_ledgeraccount
        (current_account_id, seller_id, buyer_id, kind, unit, balance, held, ceiling)
    SELECT DISTINCT c.id, c.seller_id, c.buyer_id, k.kind, l.unit, 0, 0,
           ledger_ceiling(k.kind)
    FROM unnest(p_lines) l
    CROSS JOIN LATERAL (VALUES (l.debit), (l.credit)) k (kind)
    JOIN ledger_currentaccount c ON c.id = l.current_account
    WHERE NOT EXISTS (SELECT FROM ledger_ledgeraccount a
                      WHERE a.current_account_id = c.id AND a.kind = k.kind AND a.unit = l.unit)
    ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

-- Posts a batch in the caller's transaction; one row per entry. Locks in the order of ids. What is
-- clean is written at once; then what was only new to its current account; the rest entry by entry
-- in the order given.
CREATE OR REPLACE FUNCTION ledger_post_many(p_now timestamptz, p_lines json)
RETURNS TABLE (item int, code text, first_sequence bigint, last_sequence bigint)
LANGUAGE plpgsql AS $$
DECLARE
    v_lines ledger_line[];
    v_ids bigint[];
    v_items int[];
    v_firsts bigint[];
    v_lasts bigint[];
    c ledger_currentaccount;
    v_count int;  -- entries that are not written yet
    v_item int;
    v_entry ledger_line[];
BEGIN
    SELECT array_agg(l ORDER BY l.item, l.line), array_agg(DISTINCT l.current_account),
           count(*) FILTER (WHERE l.line = 0)
    INTO v_lines, v_ids, v_count
    FROM json_populate_recordset(NULL::ledger_line, p_lines) l;
    PERFORM FROM ledger_currentaccount WHERE id = ANY (v_ids) ORDER BY id FOR NO KEY UPDATE;
    FOR c IN SELECT * FROM ledger_currentaccount
             WHERE id = ANY (v_ids) AND next_expiry_at <= p_now ORDER BY id LOOP
        PERFORM ledger_retire(c, p_now);
    END LOOP;

    FOR attempt IN 1..2 LOOP
        SELECT array_agg(w.item), array_agg(w.first_sequence), array_agg(w.last_sequence)
        INTO v_items, v_firsts, v_lasts
        FROM ledger_write_clean(p_now, v_lines) w;
        RETURN QUERY SELECT u.i, 'posted', u.f, u.l
                     FROM unnest(v_items, v_firsts, v_lasts) u (i, f, l);
        IF cardinality(v_items) = v_count THEN
            RETURN;
        END IF;
        IF v_items IS NOT NULL THEN
            v_lines := ARRAY(SELECT l FROM unnest(v_lines) l
                             WHERE l.item <> ALL (v_items) ORDER BY l.item, l.line);
            v_count := v_count - cardinality(v_items);
        END IF;
        EXIT WHEN attempt = 2 OR NOT ledger_accounts_open(v_lines);
    END LOOP;
    FOR v_item, v_entry IN
        SELECT l.item, array_agg(l ORDER BY l.line) FROM unnest(v_lines) l
        GROUP BY l.item ORDER BY l.item LOOP
        RETURN QUERY SELECT v_item, r.code, r.first_sequence, r.last_sequence
                     FROM ledger_post_lines(p_now, v_entry) r;
    END LOOP;
END $$;
