"""A second capture of a payment may pay what of its invoice is still owed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_clocks_attempts")]
    operations = [
        migrations.RemoveConstraint("attempt", "payments_one_capture"),
        migrations.RemoveConstraint("allocation", "payments_allocation_once"),
        migrations.AddField(
            "allocation",
            "attempt",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.attempt",
            ),
        ),
        migrations.AddConstraint(
            "allocation",
            models.UniqueConstraint(fields=("attempt", "invoice"), name="payments_allocation_once"),
        ),
    ]
