"""A buyer reads the shown bank accounts of those it buys from: every page asks if there are any."""

from django.db import migrations
from django.db.migrations.operations import RunSQL


class Migration(migrations.Migration):
    dependencies = [
        ("banking", "0003_movement_takes_back"),
        ("ledger", "0001_initial"),
    ]
    operations = [
        RunSQL(
            sql="""
            CREATE POLICY payers_read ON banking_bankaccount FOR SELECT TO vezne_app
                USING (is_shown AND is_active AND EXISTS (
                    SELECT 1 FROM ledger_currentaccount c
                    WHERE c.seller_id = banking_bankaccount.seller_id
                        AND c.buyer_id = vezne_buyer()
                ))
            """,
            reverse_sql="DROP POLICY payers_read ON banking_bankaccount",
        )
    ]
