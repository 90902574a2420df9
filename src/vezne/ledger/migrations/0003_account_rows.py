"""Who sees an account: itself, its partners in trade, the jobs. Lies here because it asks trade.

The policy asks `ledger_currentaccount`, whose own policy asks no other table: no circle.
"""

from django.db import migrations

POLICIES = """
ALTER TABLE accounts_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts_account FORCE ROW LEVEL SECURITY;
CREATE POLICY known_rows ON accounts_account FOR SELECT TO vezne_app USING (
    id = vezne_buyer() OR id = vezne_seller()
    OR EXISTS (SELECT FROM ledger_currentaccount c
               WHERE c.seller_id = vezne_seller() AND c.buyer_id = accounts_account.id)
    OR EXISTS (SELECT FROM ledger_currentaccount c
               WHERE c.buyer_id = vezne_buyer() AND c.seller_id = accounts_account.id)
);
CREATE POLICY own_insert ON accounts_account FOR INSERT TO vezne_app
    WITH CHECK (id = vezne_buyer() OR id = vezne_seller());
CREATE POLICY own_update ON accounts_account FOR UPDATE TO vezne_app
    USING (id = vezne_buyer() OR id = vezne_seller())
    WITH CHECK (id = vezne_buyer() OR id = vezne_seller());
CREATE POLICY system_rows ON accounts_account TO vezne_jobs USING (true) WITH CHECK (true);
"""

NO_POLICIES = """
DROP POLICY known_rows ON accounts_account;
DROP POLICY own_insert ON accounts_account;
DROP POLICY own_update ON accounts_account;
DROP POLICY system_rows ON accounts_account;
ALTER TABLE accounts_account NO FORCE ROW LEVEL SECURITY;
ALTER TABLE accounts_account DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_functions")]
    operations = [migrations.RunSQL(POLICIES, NO_POLICIES)]
