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
