"""Orders keep what was configured; carts lie before them."""

import django.db.models.deletion
from django.db import migrations, models

import vezne.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_entrance"),
        ("catalog", "0006_option_rules"),
        ("ledger", "0006_keys_by_index"),
        ("orders", "0003_one_seller"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="crt")),
                ("currency", models.CharField(max_length=3)),
                ("coupon_code", models.CharField(blank=True, max_length=40)),
                ("opened_at", models.DateTimeField()),
                ("ordered_at", models.DateTimeField(null=True)),
                ("invoice_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="CartItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="cit")),
                ("site", models.CharField(blank=True, max_length=200)),
                ("answers", models.JSONField(default=dict)),
                ("seen_minor", models.BigIntegerField()),
                ("added_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="order",
            name="orders_order_one_waiting_plan",
        ),
        migrations.AddField(
            model_name="order",
            name="cart_item",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="order",
            name="options",
            field=models.JSONField(default=list),
        ),
        migrations.AlterField(
            model_name="order",
            name="state",
            field=models.CharField(
                choices=[
                    ("placed", "Alındı"),
                    ("awaiting_payment", "Ödeme bekliyor"),
                    ("awaiting_approval", "Onay bekliyor"),
                    ("provisioning", "Hazırlanıyor"),
                    ("active", "Tamamlandı"),
                    ("failed_setup", "Kurulum başarısız"),
                    ("rejected", "Reddedildi"),
                    ("expired", "Süresi doldu"),
                    ("cancelled", "Vazgeçildi"),
                ],
                max_length=18,
            ),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("pack_version", None), ("state__in", ["placed", "awaiting_payment"])
                ),
                fields=("buyer", "plan_version", "site", "cart_item"),
                name="orders_order_one_waiting_plan",
            ),
        ),
        migrations.AddField(
            model_name="cart",
            name="buyer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="cart",
            name="seller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="cartitem",
            name="buyer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddField(
            model_name="cartitem",
            name="cart",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="orders.cart"
            ),
        ),
        migrations.AddField(
            model_name="cartitem",
            name="plan",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.plan",
            ),
        ),
        migrations.AddField(
            model_name="cartitem",
            name="seller",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.account",
            ),
        ),
        migrations.AddConstraint(
            model_name="cart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ordered_at", None)),
                fields=("buyer", "seller"),
                name="orders_cart_one_open",
            ),
        ),
    ]
