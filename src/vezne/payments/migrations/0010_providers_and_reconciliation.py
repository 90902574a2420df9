"""A form that is posted, the order of providers, and the comparison of books by day."""

import django.db.models.deletion
from django.db import migrations, models

import vezne.core.ids
from vezne.core.scope import EnableRowSecurity, NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("payments", "0009_bank_transfer"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="form_fields",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="provideraccount",
            name="positions",
            field=models.JSONField(default=dict),
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="rcn")),
                ("day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Sırada"),
                            ("done", "Karşılaştırıldı"),
                            ("failed", "Karşılaştırılamadı"),
                        ],
                        max_length=6,
                    ),
                ),
                ("totals", models.JSONField(default=dict)),
                ("error_detail", models.CharField(blank=True, max_length=200)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "provider_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.provideraccount",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="dif")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("missing_here", "Bizde yok"),
                            ("missing_there", "Kuruluşta yok"),
                            ("amount", "Tutar farklı"),
                            ("refund", "İade farklı"),
                        ],
                        max_length=13,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Açık"),
                            ("explained", "Açıklandı"),
                            ("gone", "Kendiliğinden kapandı"),
                        ],
                        max_length=9,
                    ),
                ),
                ("reference", models.CharField(max_length=80)),
                ("currency", models.CharField(max_length=3)),
                ("ours_minor", models.BigIntegerField(null=True)),
                ("theirs_minor", models.BigIntegerField(null=True)),
                ("explanation", models.CharField(blank=True, max_length=500)),
                ("explained_by", models.CharField(blank=True, max_length=200)),
                ("found_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "attempt",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.attempt",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "reconciliation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="payments.reconciliation",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(
                condition=models.Q(("next_try_at__isnull", False)),
                fields=["next_try_at"],
                name="payments_reconciliation_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(
                fields=("provider_account", "day"), name="payments_reconciliation_once"
            ),
        ),
        migrations.AddIndex(
            model_name="difference",
            index=models.Index(fields=["seller", "state", "-id"], name="payments_difference_desk"),
        ),
        migrations.AddConstraint(
            model_name="difference",
            constraint=models.UniqueConstraint(
                fields=("reconciliation", "kind", "reference"), name="payments_difference_once"
            ),
        ),
        EnableRowSecurity("payments_reconciliation", "seller"),
        EnableRowSecurity("payments_difference", "seller"),
        NarrowToSeller("payments_reconciliation", "seller"),
        NarrowToSeller("payments_difference", "seller"),
    ]
