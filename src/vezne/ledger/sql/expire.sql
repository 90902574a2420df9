-- Expiry by time, not by a job: whoever locks a current account retires what has run out.

-- When the next hold or lot of a current account expires; null: none will. What a hold reserves of
-- a lot outlives the lot's time, so a lot that is wholly held does not count.
CREATE OR REPLACE FUNCTION ledger_next_expiry(p_current_account bigint) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT LEAST(
        (SELECT min(expires_at) FROM ledger_hold
         WHERE current_account_id = p_current_account AND status = 'pending'),
        (SELECT min(expires_at) FROM ledger_lot
         WHERE current_account_id = p_current_account AND remaining > held AND remaining > 0))
$$;

-- Gives back what a hold reserves, on its account and its lots.
CREATE OR REPLACE FUNCTION ledger_hold_release(h ledger_hold) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ledger_ledgeraccount SET held = held - h.amount WHERE id = h.debit_id;
    UPDATE ledger_lot l SET held = l.held - u.quantity
    FROM ledger_heldlot u WHERE u.hold_id = h.id AND l.id = u.lot_id;
END $$;

-- Ends expired holds, moves what is left of expired lots to credit_expired; the fresh row.
CREATE OR REPLACE FUNCTION ledger_retire(c ledger_currentaccount, p_now timestamptz)
RETURNS ledger_currentaccount LANGUAGE plpgsql AS $$
DECLARE
    h ledger_hold;
    l ledger_lot;
    v_sequence bigint := c.last_sequence;
    v_transfer bigint;
    v_expired_on date;
    v_today date := (p_now AT TIME ZONE 'Europe/Istanbul')::date;
BEGIN
    FOR h IN SELECT * FROM ledger_hold
             WHERE current_account_id = c.id AND status = 'pending' AND expires_at <= p_now
             ORDER BY expires_at, id LOOP
        PERFORM ledger_hold_release(h);
        UPDATE ledger_hold SET status = 'expired', ended_at = h.expires_at WHERE id = h.id;
    END LOOP;
    FOR l IN SELECT * FROM ledger_lot
             WHERE current_account_id = c.id AND remaining > held AND remaining > 0
               AND expires_at <= p_now
             ORDER BY expires_at, id LOOP
        v_sequence := v_sequence + 1;
        v_expired_on := (l.expires_at AT TIME ZONE 'Europe/Istanbul')::date;
        IF v_expired_on < c.closed_before THEN
            v_expired_on := v_today;
        END IF;
        v_transfer := ledger_write(
            c, v_sequence, 0, format('lot-expiry:%s:%s', l.id, v_sequence), '\x00', p_now,
            v_expired_on, NULL, 'credit', 'credit_expired', l.remaining - l.held, l.unit,
            'credit_expiry', l.subject, '');
        INSERT INTO ledger_lotuse (seller_id, buyer_id, lot_id, transfer_id, quantity)
        VALUES (l.seller_id, l.buyer_id, l.id, v_transfer, l.remaining - l.held);
        UPDATE ledger_lot SET remaining = l.held WHERE id = l.id;
    END LOOP;
    UPDATE ledger_currentaccount SET next_expiry_at = ledger_next_expiry(c.id)
    WHERE id = c.id RETURNING * INTO c;
    RETURN c;
END $$;
