"""A visit that one seller vouches for sees no other seller's rows, whatever asks."""

import django.db.models.deletion
from django.db import migrations, models

from vezne.core.scope import NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [
        ("notify", "0002_row_security"),
        ("accounts", "0002_row_security"),
        ("core", "0004_only_seller"),
    ]
    operations = [
        migrations.AddField(
            "notification",
            "seller",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        NarrowToSeller("notify_notification", "seller"),
        NarrowToSeller("notify_delivery", "seller"),
    ]
