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
CREATE OR REPLACE TRIGGER closed_month BEFORE INSERT ON ledger_transfer
    FOR EACH ROW
    WHEN (NEW.value_on < date_trunc('month', NEW.booked_at AT TIME ZONE 'Europe/Istanbul'))
    EXECUTE FUNCTION ledger_refuse_closed_month();
