-- Holds: value reserved until an outside answer comes (post or void), or until its time is over.

-- Places a hold; on credits it reserves lots, earliest expiry first. Codes: posted (placed),
-- duplicate, key_conflict, insufficient_…, credit_limit_exceeded, current_account_not_found.
CREATE OR REPLACE FUNCTION ledger_hold_place(
    p_current_account bigint, p_key text, p_hash bytea, p_now timestamptz, p_debit text,
    p_credit text, p_amount bigint, p_unit text, p_reason text, p_subject text,
    p_description text, p_expires_at timestamptz, p_public_id text,
    OUT code text, OUT hold text
) LANGUAGE plpgsql AS $$
DECLARE
    c ledger_currentaccount;
    v_debit bigint; v_credit bigint; v_hold bigint; v_old ledger_hold; v_limit bigint;
BEGIN
    c := ledger_lock(p_current_account, p_now);
    IF c.id IS NULL THEN
        code := 'current_account_not_found';
        RETURN;
    END IF;
    SELECT * INTO v_old FROM ledger_hold
    WHERE current_account_id = c.id AND idempotency_key = p_key;
    IF FOUND THEN
        code := CASE WHEN v_old.body_hash = p_hash THEN 'duplicate' ELSE 'key_conflict' END;
        hold := v_old.public_id;
        RETURN;
    END IF;
    v_limit := ledger_limit(p_debit, p_unit, c.credit_limit_minor);
    LOOP
        UPDATE ledger_ledgeraccount SET held = held + p_amount
        WHERE current_account_id = c.id AND kind = p_debit AND unit = p_unit
          AND (v_limit IS NULL OR balance + held + p_amount <= v_limit)
        RETURNING id INTO v_debit;
        EXIT WHEN FOUND;
        IF NOT ledger_account_open(c, p_debit, p_unit) THEN
            code := ledger_refusal(p_debit);
            RETURN;
        END IF;
    END LOOP;
    PERFORM ledger_account_open(c, p_credit, p_unit);
    SELECT id INTO v_credit FROM ledger_ledgeraccount
    WHERE current_account_id = c.id AND kind = p_credit AND unit = p_unit;
    INSERT INTO ledger_hold (public_id, current_account_id, seller_id, buyer_id, debit_id,
                             credit_id, amount, unit, reason, subject, description, status,
                             expires_at, placed_at, idempotency_key, body_hash)
    VALUES (p_public_id, c.id, c.seller_id, c.buyer_id, v_debit, v_credit, p_amount, p_unit,
            p_reason, p_subject, p_description, 'pending', p_expires_at, p_now, p_key, p_hash)
    RETURNING id INTO v_hold;
    IF p_debit = 'credit' THEN
        WITH taken AS (
            SELECT * FROM ledger_lots_choose(c.id, p_unit, p_amount)
        ), lots AS (
            UPDATE ledger_lot l SET held = l.held + t.quantity FROM taken t WHERE l.id = t.lot
        )
        INSERT INTO ledger_heldlot (seller_id, buyer_id, hold_id, lot_id, quantity)
        SELECT c.seller_id, c.buyer_id, v_hold, lot, quantity FROM taken;
    END IF;
    UPDATE ledger_currentaccount SET next_expiry_at = LEAST(next_expiry_at, p_expires_at)
    WHERE id = c.id AND p_expires_at IS NOT NULL;
    code := 'posted';
    hold := p_public_id;
END $$;

-- Takes a quantity out of the lots that a hold on credits had reserved, in their order.
CREATE OR REPLACE FUNCTION ledger_held_lots_use(h ledger_hold, p_transfer bigint, p_quantity bigint)
RETURNS void LANGUAGE sql AS $$
    WITH reserved AS (
        SELECT u.lot_id, u.quantity, sum(u.quantity) OVER (ORDER BY u.id)::bigint AS upto
        FROM ledger_heldlot u WHERE u.hold_id = h.id
    ), taken AS (
        SELECT lot_id, LEAST(quantity, p_quantity - (upto - quantity)) AS quantity
        FROM reserved WHERE upto - quantity < p_quantity
    ), lots AS (
        UPDATE ledger_lot l SET remaining = l.remaining - t.quantity
        FROM taken t WHERE l.id = t.lot_id
    )
    INSERT INTO ledger_lotuse (seller_id, buyer_id, lot_id, transfer_id, quantity)
    SELECT h.seller_id, h.buyer_id, lot_id, p_transfer, quantity FROM taken
$$;

-- Ends a hold: posts `p_amount` of it (null: all; the rest is given back), or voids it (0).
-- Codes: posted or voided, duplicate, hold_gone, month_closed, entry_not_found.
CREATE OR REPLACE FUNCTION ledger_hold_end(
    p_hold text, p_amount bigint, p_now timestamptz, p_value_on date,
    OUT code text, OUT current_account bigint, OUT first_sequence bigint, OUT last_sequence bigint
) LANGUAGE plpgsql AS $$
DECLARE
    c ledger_currentaccount;
    h ledger_hold;
    v_amount bigint;
    v_debit text; v_credit text; v_transfer bigint;
BEGIN
    SELECT current_account_id INTO current_account FROM ledger_hold WHERE public_id = p_hold;
    IF NOT FOUND THEN
        code := 'entry_not_found';
        RETURN;
    END IF;
    c := ledger_lock(current_account, p_now);
    SELECT * INTO h FROM ledger_hold WHERE public_id = p_hold;
    v_amount := COALESCE(p_amount, h.amount);
    IF h.status <> 'pending' THEN
        SELECT sequence, sequence INTO first_sequence, last_sequence
        FROM ledger_transfer WHERE id = h.transfer_id AND amount = v_amount;
        code := CASE WHEN FOUND OR (v_amount = 0 AND h.status <> 'posted')
                     THEN 'duplicate' ELSE 'hold_gone' END;
        RETURN;
    END IF;
    IF v_amount > 0 AND p_value_on < c.closed_before THEN
        code := 'month_closed';
        RETURN;
    END IF;
    IF v_amount > h.amount THEN
        RAISE EXCEPTION 'a hold of % cannot post %', h.amount, v_amount;
    END IF;
    PERFORM ledger_hold_release(h);
    code := 'voided';
    IF v_amount > 0 THEN
        SELECT kind INTO v_debit FROM ledger_ledgeraccount WHERE id = h.debit_id;
        SELECT kind INTO v_credit FROM ledger_ledgeraccount WHERE id = h.credit_id;
        -- Forced: what was promised is kept, even if the credit limit was lowered since.
        v_transfer := ledger_write(c, c.last_sequence + 1, 0, 'hold:' || h.public_id, h.body_hash,
                                   p_now, p_value_on, NULL, v_debit, v_credit, v_amount, h.unit,
                                   h.reason, h.subject, h.description, true);
        PERFORM ledger_held_lots_use(h, v_transfer, v_amount);
        code := 'posted';
        first_sequence := c.last_sequence + 1;
        last_sequence := c.last_sequence + 1;
    END IF;
    UPDATE ledger_hold
    SET status = code, ended_at = p_now, transfer_id = v_transfer WHERE id = h.id;
    UPDATE ledger_currentaccount SET next_expiry_at = ledger_next_expiry(c.id) WHERE id = c.id;
END $$;
