"""Exchange differences of payments at another rate, and whether a seller bills them."""

import django.db.models.deletion
from django.db import migrations, models

import vezne.core.ids
from vezne.core.scope import EnableRowSecurity, NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_phones_so_far"),
        ("edocuments", "0004_events_copy_sides"),
        ("invoicing", "0006_exchange_kind"),
        ("payments", "0010_providers_and_reconciliation"),
    ]

    operations = [
        migrations.AddField(
            model_name="issuer",
            name="bills_exchange",
            field=models.BooleanField(
                db_default=True, default=True, verbose_name="Kur farkı faturası"
            ),
        ),
        migrations.CreateModel(
            name="ExchangeDifference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="exd")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("billed", "Faturası düzenlendi"),
                            ("buyers", "Alıcının düzenleyeceği"),
                            ("by_hand", "Elle düzenlenecek"),
                            ("none", "Fark yok"),
                        ],
                        max_length=7,
                    ),
                ),
                ("paid_on", models.DateField()),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("document_rate_micro", models.BigIntegerField()),
                ("paid_rate_micro", models.BigIntegerField()),
                ("difference_minor", models.BigIntegerField()),
                ("found_at", models.DateTimeField()),
                (
                    "allocation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.allocation",
                    ),
                ),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="edocuments.document",
                    ),
                ),
                (
                    "invoice",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="invoicing.invoice",
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("difference_minor__gt", 0),
                                ("invoice__isnull", False),
                                ("state", "billed"),
                            ),
                            models.Q(("invoice", None), ("state", "by_hand")),
                            models.Q(
                                ("difference_minor__lt", 0), ("invoice", None), ("state", "buyers")
                            ),
                            models.Q(("difference_minor", 0), ("invoice", None), ("state", "none")),
                            _connector="OR",
                        ),
                        name="edocuments_difference_whose",
                    )
                ],
            },
        ),
        EnableRowSecurity("edocuments_exchangedifference", "trade"),
        NarrowToSeller("edocuments_exchangedifference"),
    ]
