-- Credits: granted in lots, spent earliest expiry first, each use recorded with its lot.

-- Grants a lot. Codes: posted, duplicate, key_conflict, month_closed, current_account_not_found.
CREATE OR REPLACE FUNCTION ledger_credits_grant(
    p_current_account bigint, p_key text, p_hash bytea, p_now timestamptz, p_value_on date,
    p_unit text, p_quantity bigint, p_expires_at timestamptz, p_reason text, p_subject text,
    p_description text,
    OUT code text, OUT first_sequence bigint, OUT last_sequence bigint
) LANGUAGE plpgsql AS $$
DECLARE
    c ledger_currentaccount;
    v_transfer bigint;
BEGIN
    c := ledger_lock(p_current_account, p_now);
    IF c.id IS NULL THEN
        code := 'current_account_not_found';
        RETURN;
    END IF;
    SELECT * INTO code, first_sequence, last_sequence FROM ledger_replay(c.id, p_key, p_hash);
    IF code IS NOT NULL THEN
        RETURN;
    END IF;
    IF p_value_on < c.closed_before THEN
        code := 'month_closed';
        RETURN;
    END IF;
    v_transfer := ledger_write(c, c.last_sequence + 1, 0, p_key, p_hash, p_now, p_value_on, NULL,
                               'credit_issued', 'credit', p_quantity, p_unit, p_reason, p_subject,
                               p_description);
    INSERT INTO ledger_lot (current_account_id, seller_id, buyer_id, unit, quantity, remaining,
                            held, expires_at, granted_at, grant_id, subject)
    VALUES (c.id, c.seller_id, c.buyer_id, p_unit, p_quantity, p_quantity, 0, p_expires_at,
            p_now, v_transfer, p_subject);
    UPDATE ledger_currentaccount SET next_expiry_at = LEAST(next_expiry_at, p_expires_at)
    WHERE id = c.id AND p_expires_at IS NOT NULL;
    code := 'posted';
    first_sequence := c.last_sequence + 1;
    last_sequence := c.last_sequence + 1;
END $$;

-- The free part of the lots that make up a quantity, earliest expiry first, then the older.
CREATE OR REPLACE FUNCTION ledger_lots_choose(p_current_account bigint, p_unit text, p_quantity bigint)
RETURNS TABLE (lot bigint, quantity bigint) LANGUAGE sql STABLE AS $$
    SELECT id, LEAST(free, p_quantity - (upto - free))
    FROM (SELECT id, remaining - held AS free,
                 sum(remaining - held)
                     OVER (ORDER BY expires_at NULLS LAST, id)::bigint AS upto
          FROM ledger_lot
          WHERE current_account_id = p_current_account AND unit = p_unit
            AND remaining > 0 AND remaining > held) open_lots
    WHERE upto - free < p_quantity
    ORDER BY upto
$$;

-- Spends credits; `parts` lists [lot, quantity] in the order taken. Codes as grant, and
-- insufficient_credits.
CREATE OR REPLACE FUNCTION ledger_credits_spend(
    p_current_account bigint, p_key text, p_hash bytea, p_now timestamptz, p_value_on date,
    p_unit text, p_quantity bigint, p_reason text, p_subject text, p_description text,
    OUT code text, OUT first_sequence bigint, OUT last_sequence bigint, OUT parts jsonb
) LANGUAGE plpgsql AS $$
DECLARE
    c ledger_currentaccount;
    v_transfer bigint;
BEGIN
    c := ledger_lock(p_current_account, p_now);
    IF c.id IS NULL THEN
        code := 'current_account_not_found';
        RETURN;
    END IF;
    SELECT * INTO code, first_sequence, last_sequence FROM ledger_replay(c.id, p_key, p_hash);
    IF code IS NULL THEN
        IF p_value_on < c.closed_before THEN
            code := 'month_closed';
            RETURN;
        END IF;
        v_transfer := ledger_write(c, c.last_sequence + 1, 0, p_key, p_hash, p_now, p_value_on,
                                   NULL, 'credit', 'credit_used', p_quantity, p_unit, p_reason,
                                   p_subject, p_description);
        IF v_transfer IS NULL THEN
            code := 'insufficient_credits';
            RETURN;
        END IF;
        WITH taken AS (
            SELECT * FROM ledger_lots_choose(c.id, p_unit, p_quantity)
        ), lots AS (
            UPDATE ledger_lot l SET remaining = l.remaining - t.quantity
            FROM taken t WHERE l.id = t.lot
        )
        INSERT INTO ledger_lotuse (seller_id, buyer_id, lot_id, transfer_id, quantity)
        SELECT c.seller_id, c.buyer_id, lot, v_transfer, quantity FROM taken;
        code := 'posted';
        first_sequence := c.last_sequence + 1;
        last_sequence := c.last_sequence + 1;
    END IF;
    SELECT jsonb_agg(jsonb_build_array(u.lot_id, u.quantity) ORDER BY u.id) INTO parts
    FROM ledger_transfer t JOIN ledger_lotuse u ON u.transfer_id = t.id
    WHERE t.current_account_id = c.id AND t.sequence = first_sequence;
END $$;
