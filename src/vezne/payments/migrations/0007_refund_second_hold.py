"""A refund of an exchanged charge that was partly surplus takes from two wallets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_captures_share_a_payment")]
    operations = [
        migrations.AddField(
            "refund",
            "second_hold_public_id",
            models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
    ]
