-- Reversal: the only correction. Every transfer of an entry is posted back, last line first, with
-- the lots that it had used.

-- Gives lots back what a transfer took, or takes a grant back; false when it was used meanwhile.
CREATE OR REPLACE FUNCTION ledger_lots_reverse(p_original ledger_transfer, p_transfer bigint)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    u record;
BEGIN
    FOR u IN SELECT lot_id, -quantity AS quantity FROM ledger_lotuse
             WHERE transfer_id = p_original.id
             UNION ALL
             SELECT id, quantity FROM ledger_lot WHERE grant_id = p_original.id LOOP
        UPDATE ledger_lot SET remaining = remaining - u.quantity
        WHERE id = u.lot_id AND remaining - held >= u.quantity;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
        INSERT INTO ledger_lotuse (seller_id, buyer_id, lot_id, transfer_id, quantity)
        VALUES (p_original.seller_id, p_original.buyer_id, u.lot_id, p_transfer, u.quantity);
    END LOOP;
    RETURN true;
END $$;

-- Reverses the entry with key `p_of`. Codes: posted, duplicate, key_conflict, month_closed,
-- already_reversed, entry_not_found, and what a floor refuses; a refusal writes nothing.
CREATE OR REPLACE FUNCTION ledger_reverse(
    p_current_account bigint, p_of text, p_key text, p_hash bytea, p_now timestamptz,
    p_value_on date, p_journal bigint, p_reason text, p_description text,
    OUT code text, OUT first_sequence bigint, OUT last_sequence bigint
) LANGUAGE plpgsql AS $$
DECLARE
    c ledger_currentaccount;
    o ledger_transfer;
    v_debit text; v_credit text; v_transfer bigint;
    v_line int := 0;
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
    IF EXISTS (SELECT FROM ledger_transfer t JOIN ledger_transfer r ON r.reverses_id = t.id
               WHERE t.current_account_id = c.id AND t.idempotency_key = p_of) THEN
        code := 'already_reversed';
        RETURN;
    END IF;
    BEGIN
        FOR o IN SELECT * FROM ledger_transfer
                 WHERE current_account_id = c.id AND idempotency_key = p_of
                   AND reason <> 'credit_expiry'  -- would expire again at once
                 ORDER BY line DESC LOOP
            SELECT kind INTO v_debit FROM ledger_ledgeraccount WHERE id = o.credit_id;
            SELECT kind INTO v_credit FROM ledger_ledgeraccount WHERE id = o.debit_id;
            v_transfer := ledger_write(
                c, c.last_sequence + v_line + 1, v_line, p_key, p_hash, p_now, p_value_on,
                p_journal, v_debit, v_credit, o.amount, o.unit, p_reason, o.subject,
                p_description, ledger_is_forced(v_debit, p_reason), o.id);
            IF v_transfer IS NULL OR NOT ledger_lots_reverse(o, v_transfer) THEN
                RAISE EXCEPTION USING ERRCODE = 'VZ001', MESSAGE = ledger_refusal(v_debit);
            END IF;
            v_line := v_line + 1;
        END LOOP;
        UPDATE ledger_currentaccount SET next_expiry_at = ledger_next_expiry(c.id)
        WHERE id = c.id AND v_line > 0;
    EXCEPTION WHEN SQLSTATE 'VZ001' THEN
        code := SQLERRM;
        RETURN;
    END;
    IF v_line = 0 THEN
        code := 'entry_not_found';
        RETURN;
    END IF;
    code := 'posted';
    first_sequence := c.last_sequence + 1;
    last_sequence := c.last_sequence + v_line;
END $$;
