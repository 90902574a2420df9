"""Days of bank accounts beside the bank's own balances."""

import django.db.models.deletion
from django.db import migrations, models

import vezne.core.ids
from vezne.core.scope import EnableRowSecurity, NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_phones_so_far"),
        ("banking", "0006_twins_by_day"),
    ]

    operations = [
        migrations.AlterField(
            model_name="banktask",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reversal_debt", "Geri alınan para borç oluşturdu"),
                    ("reversal_unknown", "Geri alınan hareket bulunamadı"),
                    ("late", "Hareket geç geldi"),
                    ("feed_silent", "Banka sorgusu yanıt vermiyor"),
                    ("gap", "Ekstrede boşluk"),
                    ("stuck", "Hareket işlenemedi"),
                    ("day", "Gün sonu bakiyesi uyuşmuyor"),
                ],
                max_length=16,
            ),
        ),
        migrations.CreateModel(
            name="BankDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="bdy")),
                ("day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("agreed", "Uyuşuyor"),
                            ("differs", "Uyuşmuyor"),
                            ("untold", "Banka bakiye bildirmiyor"),
                        ],
                        max_length=7,
                    ),
                ),
                ("line_count", models.BigIntegerField()),
                ("moved_minor", models.BigIntegerField()),
                ("opening_minor", models.BigIntegerField(null=True)),
                ("closing_minor", models.BigIntegerField(null=True)),
                ("expected_minor", models.BigIntegerField(null=True)),
                ("breaks", models.PositiveIntegerField(default=0)),
                ("compared_at", models.DateTimeField()),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.bankaccount",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["seller", "-day"], name="banking_day_seller")],
                "constraints": [
                    models.UniqueConstraint(fields=("bank_account", "day"), name="banking_day_once")
                ],
            },
        ),
        EnableRowSecurity("banking_bankday", "seller"),
        NarrowToSeller("banking_bankday", "seller"),
    ]
