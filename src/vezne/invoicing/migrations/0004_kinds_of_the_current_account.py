"""Debts that staff book by hand, and charges for paying late, are open invoices too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0003_one_seller")]
    operations = [
        migrations.AlterField(
            "invoice",
            "kind",
            models.CharField(
                choices=[
                    ("period", "Dönem"),
                    ("upgrade", "Yükseltme"),
                    ("pack", "Kontör"),
                    ("opening", "Devir"),
                    ("debit", "Borç dekontu"),
                    ("late", "Vade farkı"),
                ],
                max_length=8,
            ),
        ),
    ]
