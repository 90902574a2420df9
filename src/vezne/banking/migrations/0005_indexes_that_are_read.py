"""Lines without the bank's id are found by their own; nobody asks for what takes a line back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("banking", "0004_payers_read_accounts")]
    operations = [
        migrations.AlterField(
            "movement",
            "reverses",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="banking.movement",
            ),
        ),
        migrations.AddIndex(
            "movement",
            models.Index(
                condition=models.Q(("bank_key__startswith", "fp:")),
                fields=["bank_account", "twin"],
                name="banking_movement_nameless",
            ),
        ),
    ]
