"""A payment may load the wallet (no invoice); a try may take a part from the wallet."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0007_refund_second_hold"), ("invoicing", "0003_one_seller")]
    operations = [
        migrations.AlterField(
            "payment",
            "invoice",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="invoicing.invoice",
            ),
        ),
        migrations.AddField("payment", "billing_address", models.JSONField(null=True)),
        migrations.AddField("attempt", "wallet_minor", models.BigIntegerField(default=0)),
        migrations.AddField(
            "attempt",
            "wallet_hold_id",
            models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
    ]
