"""Money that came by transfer pays invoices under its own name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_wallet_loads_and_parts")]
    operations = [
        migrations.AlterField(
            "attempt",
            "method",
            models.CharField(
                choices=[
                    ("hosted_card", "Kart"),
                    ("stored_card", "Kayıtlı kart"),
                    ("wallet", "Bakiye"),
                    ("bank_transfer", "Havale/EFT"),
                ],
                max_length=16,
            ),
        ),
    ]
