"""A visit that one seller vouches for sees no other seller's rows, whatever asks."""

from django.db import migrations

from vezne.core.scope import NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_account_rows"), ("core", "0004_only_seller")]
    operations = [
        NarrowToSeller("ledger_currentaccount", "seller"),
        NarrowToSeller("ledger_ledgeraccount", "seller"),
        NarrowToSeller("ledger_transfer", "seller"),
        NarrowToSeller("ledger_hold", "seller"),
        NarrowToSeller("ledger_lot", "seller"),
        NarrowToSeller("ledger_lotuse", "seller"),
        NarrowToSeller("ledger_heldlot", "seller"),
        NarrowToSeller("ledger_closedmonth", "seller"),
    ]
