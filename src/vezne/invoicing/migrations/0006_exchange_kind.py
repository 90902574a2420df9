"""Exchange differences are a kind of invoice."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0005_other_taxes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="invoice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("period", "Dönem"),
                    ("upgrade", "Yükseltme"),
                    ("pack", "Kontör"),
                    ("opening", "Devir"),
                    ("debit", "Borç dekontu"),
                    ("late", "Vade farkı"),
                    ("exchange", "Kur farkı"),
                ],
                max_length=8,
            ),
        ),
    ]
