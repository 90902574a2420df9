"""A product is configured, and says which paid orders wait for staff."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import vezne.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_entrance"),
        ("catalog", "0004_taxes_of_a_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="product",
            name="approval_ways",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=8), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="product",
            name="is_identity_required",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="ProductOption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="opt")),
                ("name", models.CharField(max_length=80, verbose_name="Seçenek")),
                (
                    "help_text",
                    models.CharField(blank=True, max_length=200, verbose_name="Açıklama"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("select", "Listeden seçim"),
                            ("quantity", "Adet"),
                            ("text", "Metin"),
                            ("yes_no", "Evet / hayır"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_required", models.BooleanField(default=True)),
                ("least", models.PositiveIntegerField(default=0)),
                ("most", models.PositiveIntegerField(default=1)),
                ("step", models.PositiveIntegerField(default=1)),
                (
                    "shape",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Serbest"),
                            ("domain", "Alan adı"),
                            ("name", "Makine adı"),
                            ("digits", "Yalnız rakam"),
                        ],
                        max_length=8,
                    ),
                ),
                ("max_length", models.PositiveSmallIntegerField(default=100)),
                ("is_active", models.BooleanField(default=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
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
            name="OptionChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="och")),
                ("name", models.CharField(max_length=80, verbose_name="Seçim")),
                ("is_active", models.BooleanField(default=True)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.productoption",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChoicePrice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="ocp")),
                ("number", models.PositiveIntegerField()),
                ("currency", models.CharField(max_length=3)),
                (
                    "period_unit",
                    models.CharField(
                        choices=[("day", "gün"), ("month", "ay"), ("year", "yıl")], max_length=5
                    ),
                ),
                ("period_count", models.PositiveSmallIntegerField(default=1)),
                ("price_minor", models.BigIntegerField()),
                ("setup_minor", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "choice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.optionchoice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("choice", "currency", "period_unit", "period_count", "number"),
                        name="catalog_choiceprice_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("period_count__gte", 1),
                            ("price_minor__gte", 0),
                            ("setup_minor__gte", 0),
                        ),
                        name="catalog_choiceprice_amounts",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="productoption",
            constraint=models.CheckConstraint(
                condition=models.Q(("most__gte", models.F("least")), ("step__gte", 1)),
                name="catalog_option_bounds",
            ),
        ),
    ]
