-- Entries of several lines, and batches of up to 1,000 entries over many current accounts.

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

-- A line with its place and the balances that it leaves, if all before it in the batch are posted.
CREATE TYPE ledger_plan AS (
    line ledger_line,
    seller bigint,
    buyer bigint,
    sequence bigint,
    debit bigint,
    credit bigint,
    debit_after bigint,
    credit_after bigint
);

-- Posts one entry of several lines: all or none (a refused line takes the earlier ones back, by
-- its own subtransaction). Codes as ledger_post.
CREATE FUNCTION ledger_post_lines(
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
        UPDATE ledger_currentaccount SET last_sequence = v_sequence WHERE id = c.id;
    EXCEPTION WHEN SQLSTATE 'VZ001' THEN
        code := SQLERRM;
        RETURN;
    END;
    code := 'posted';
    first_sequence := c.last_sequence + 1;
    last_sequence := v_sequence;
END $$;

CREATE FUNCTION ledger_post_entry(p_now timestamptz, p_lines jsonb)
RETURNS TABLE (code text, first_sequence bigint, last_sequence bigint) LANGUAGE sql AS $$
    SELECT r.* FROM ledger_post_lines(p_now, ARRAY(
        SELECT l FROM jsonb_populate_recordset(NULL::ledger_line, p_lines) l ORDER BY l.line)) r
$$;

-- The plan of the lines of those current accounts that are locked and in scope. Kinds and units
-- that are new get their accounts first.
CREATE FUNCTION ledger_plan_lines(p_lines ledger_line[]) RETURNS ledger_plan[]
LANGUAGE plpgsql AS $$
DECLARE
    v_plan ledger_plan[];
BEGIN
    INSERT INTO ledger_ledgeraccount
        (current_account_id, seller_id, buyer_id, kind, unit, balance, held, ceiling)
    SELECT DISTINCT c.id, c.seller_id, c.buyer_id, k.kind, l.unit, 0, 0,
           ledger_ceiling(k.kind, l.unit, c.credit_limit_minor)
    FROM unnest(p_lines) l
    CROSS JOIN LATERAL (VALUES (l.debit), (l.credit)) k (kind)
    JOIN ledger_currentaccount c ON c.id = l.current_account
    WHERE NOT EXISTS (SELECT FROM ledger_ledgeraccount a
                      WHERE a.current_account_id = c.id AND a.kind = k.kind AND a.unit = l.unit)
    ON CONFLICT DO NOTHING;

    WITH placed AS MATERIALIZED (
        SELECT l, c.seller_id, c.buyer_id, d.id AS debit_id, k.id AS credit_id,
               d.balance AS debit_balance, k.balance AS credit_balance, l.amount,
               row_number() OVER (ORDER BY l.current_account, l.item, l.line) AS place,
               c.last_sequence + row_number()
                   OVER (PARTITION BY l.current_account ORDER BY l.item, l.line) AS sequence
        FROM unnest(p_lines) l
        JOIN ledger_currentaccount c ON c.id = l.current_account
        JOIN ledger_ledgeraccount d
          ON d.current_account_id = c.id AND d.kind = l.debit AND d.unit = l.unit
        JOIN ledger_ledgeraccount k
          ON k.current_account_id = c.id AND k.kind = l.credit AND k.unit = l.unit
    ), legs AS (
        SELECT place, is_debit,
               sum(delta) OVER (PARTITION BY account ORDER BY place) AS moved
        FROM (SELECT place, true AS is_debit, debit_id AS account, amount AS delta FROM placed
              UNION ALL
              SELECT place, false, credit_id, -amount FROM placed) both_sides
    )
    SELECT array_agg(ROW(p.l, p.seller_id, p.buyer_id, p.sequence, p.debit_id, p.credit_id,
                         p.debit_balance + d.moved, p.credit_balance + k.moved)::ledger_plan
                     ORDER BY p.place)
    INTO v_plan
    FROM placed p
    JOIN legs d ON d.place = p.place AND d.is_debit
    JOIN legs k ON k.place = p.place AND NOT k.is_debit;
    RETURN v_plan;
END $$;

-- Current accounts with an entry that needs a closer look: key seen before or twice, closed month,
-- or a ceiling in the way.
CREATE FUNCTION ledger_plan_doubts(p_plan ledger_plan[]) RETURNS bigint[]
LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT (p.line).current_account FROM unnest(p_plan) p
        JOIN ledger_ledgeraccount a ON a.id = p.debit
        WHERE a.ceiling IS NOT NULL AND p.debit_after + a.held > a.ceiling
           OR 'credit' IN ((p.line).debit, (p.line).credit)
        UNION
        SELECT (p.line).current_account FROM unnest(p_plan) p
        JOIN ledger_currentaccount c ON c.id = (p.line).current_account
        WHERE (p.line).value_on < c.closed_before
        UNION
        SELECT t.current_account_id FROM unnest(p_plan) p
        JOIN ledger_transfer t
          ON t.current_account_id = (p.line).current_account
         AND t.idempotency_key = (p.line).key AND t.line = 0
        WHERE (p.line).line = 0
        UNION
        SELECT (p.line).current_account FROM unnest(p_plan) p WHERE (p.line).line = 0
        GROUP BY (p.line).current_account, (p.line).key HAVING count(*) > 1)
$$;

-- Writes a plan without doubts: transfers, balances and sequences in one statement.
CREATE FUNCTION ledger_write_plan(p_now timestamptz, p_plan ledger_plan[]) RETURNS void
LANGUAGE sql AS $$
    WITH plan AS MATERIALIZED (
        SELECT (p.line).*, p.seller, p.buyer, p.sequence, p.debit AS debit_id,
               p.credit AS credit_id, p.debit_after, p.credit_after
        FROM unnest(p_plan) p
    ), balances AS (
        UPDATE ledger_ledgeraccount a SET balance = a.balance + m.delta
        FROM (SELECT account, sum(delta) AS delta
              FROM (SELECT debit_id AS account, amount AS delta FROM plan
                    UNION ALL SELECT credit_id, -amount FROM plan) legs
              GROUP BY account) m
        WHERE a.id = m.account
    ), sequences AS (
        UPDATE ledger_currentaccount c SET last_sequence = m.last
        FROM (SELECT current_account, max(sequence) AS last FROM plan GROUP BY 1) m
        WHERE c.id = m.current_account
    )
    INSERT INTO ledger_transfer
        (current_account_id, seller_id, buyer_id, journal_id, debit_id, credit_id, amount, unit,
         reason, subject, description, sequence, debit_balance_after, credit_balance_after,
         booked_at, value_on, idempotency_key, line, body_hash)
    SELECT current_account, seller, buyer, journal, debit_id, credit_id, amount, unit, reason,
           subject, description, sequence, debit_after, credit_after, p_now, value_on, key, line,
           decode(hash, 'hex')
    FROM plan
$$;

-- Posts a batch in the caller's transaction; one row per entry. Locks in the order of ids. Current
-- accounts without a doubt are written at once, the others entry by entry in the order given.
CREATE FUNCTION ledger_post_many(p_now timestamptz, p_lines jsonb)
RETURNS TABLE (item int, code text, first_sequence bigint, last_sequence bigint)
LANGUAGE plpgsql AS $$
DECLARE
    v_lines ledger_line[];
    v_ids bigint[];
    v_plan ledger_plan[];
    v_doubts bigint[];
    c ledger_currentaccount;
    v_item int;
    v_entry ledger_line[];
BEGIN
    SELECT array_agg(l ORDER BY l.item, l.line), array_agg(DISTINCT l.current_account)
    INTO v_lines, v_ids
    FROM jsonb_populate_recordset(NULL::ledger_line, p_lines) l;
    PERFORM FROM ledger_currentaccount WHERE id = ANY (v_ids) ORDER BY id FOR NO KEY UPDATE;
    FOR c IN SELECT * FROM ledger_currentaccount
             WHERE id = ANY (v_ids) AND next_expiry_at <= p_now ORDER BY id LOOP
        PERFORM ledger_retire(c, p_now);
    END LOOP;

    v_plan := ledger_plan_lines(v_lines);
    v_doubts := ledger_plan_doubts(v_plan);
    IF cardinality(v_doubts) > 0 THEN
        v_plan := ARRAY(SELECT p FROM unnest(v_plan) p
                        WHERE (p.line).current_account <> ALL (v_doubts));
    END IF;
    PERFORM ledger_write_plan(p_now, v_plan);
    RETURN QUERY SELECT (p.line).item, 'posted', min(p.sequence), max(p.sequence)
                 FROM unnest(v_plan) p GROUP BY 1;

    FOR v_item, v_entry IN
        SELECT l.item, array_agg(l ORDER BY l.line) FROM unnest(v_lines) l
        WHERE l.current_account = ANY (v_doubts)
           OR NOT EXISTS (SELECT FROM ledger_currentaccount x WHERE x.id = l.current_account)
        GROUP BY l.item ORDER BY l.item LOOP
        RETURN QUERY SELECT v_item, r.code, r.first_sequence, r.last_sequence
                     FROM ledger_post_lines(p_now, v_entry) r;
    END LOOP;
END $$;
