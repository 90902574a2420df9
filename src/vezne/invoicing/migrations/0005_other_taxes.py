"""ÖİV and withholding beside KDV; most invoices have neither, as the defaults say."""

import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_phones_so_far"),
        ("invoicing", "0004_kinds_of_the_current_account"),
        ("ledger", "0005_who_withholds"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="invoice",
            name="invoicing_invoice_sum",
        ),
        migrations.AddField(
            model_name="invoice",
            name="oiv_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="invoice",
            name="withheld_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="exemption_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=3),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="oiv_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="oiv_rate_bp",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="withheld_code",
            field=models.CharField(blank=True, db_default="", default="", max_length=3),
        ),
        migrations.AddField(
            model_name="invoiceline",
            name="withheld_minor",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total_minor",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_minor"), "+", models.F("kdv_minor")
                                ),
                                "+",
                                models.F("oiv_minor"),
                            ),
                            "-",
                            models.F("withheld_minor"),
                        ),
                    )
                ),
                name="invoicing_invoice_sum",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("oiv_minor__gte", 0),
                    ("withheld_minor__gte", 0),
                    ("withheld_minor__lte", models.F("kdv_minor")),
                ),
                name="invoicing_invoice_taxes",
            ),
        ),
    ]
