-- What the tables refuse whoever writes, and room for updates in place (HOT): balances change with
-- every posting and stand in no index.

ALTER TABLE ledger_currentaccount SET (fillfactor = 60);
ALTER TABLE ledger_ledgeraccount SET (fillfactor = 60);

-- Rows that transfers point at are never deleted: that is why transfers need no foreign keys.
CREATE TRIGGER no_delete BEFORE DELETE ON ledger_currentaccount
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_delete BEFORE DELETE ON ledger_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_delete BEFORE DELETE ON ledger_lot
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_delete BEFORE DELETE ON ledger_hold
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER same_parties BEFORE UPDATE OF seller_id, buyer_id ON ledger_currentaccount
    FOR EACH ROW WHEN (OLD.seller_id <> NEW.seller_id OR OLD.buyer_id <> NEW.buyer_id)
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER same_place
    BEFORE UPDATE OF current_account_id, seller_id, buyer_id, kind, unit ON ledger_ledgeraccount
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- The posting functions refuse a closed month by themselves (closed_before, read with the lock);
-- this stands behind them. Only postings of an earlier month can meet one: a month closes when it
-- is over.
CREATE OR REPLACE FUNCTION ledger_refuse_closed_month() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM ledger_closedmonth m
               WHERE m.seller_id = NEW.seller_id AND m.month >= date_trunc('month', NEW.value_on)) THEN
        RAISE EXCEPTION 'the month of % is closed for seller %', NEW.value_on, NEW.seller_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_month BEFORE INSERT ON ledger_transfer
    FOR EACH ROW WHEN (NEW.value_on < (NEW.booked_at AT TIME ZONE 'Europe/Istanbul')::date)
    EXECUTE FUNCTION ledger_refuse_closed_month();
