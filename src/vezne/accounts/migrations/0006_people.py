"""Users of an account: invitations, first passwords, who made a key; sign-up as a seller's wish."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vezne.core.ids
from vezne.core.scope import EnableRowSecurity, NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_phones_so_far"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="ivt")),
                ("email", models.EmailField(max_length=254)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("admin", "Admin"),
                            ("manager", "Yönetici"),
                            ("staff", "Personel"),
                            ("viewer", "Müşteri"),
                        ],
                        max_length=10,
                    ),
                ),
                ("scopes", models.JSONField(default=dict)),
                ("language", models.CharField(default="tr", max_length=2)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("token_sealed", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="apikey",
            name="created_by_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="sellerprofile",
            name="sign_up_open",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="sellerprofile",
            name="slug",
            field=models.SlugField(blank=True, max_length=40, verbose_name="Adres adı"),
        ),
        migrations.AddField(
            model_name="sellerprofile",
            name="users_by_request",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="user",
            name="must_change_password",
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name="sellerprofile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slug", ""), _negated=True),
                fields=("slug",),
                name="accounts_seller_slug_once",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="invited_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at", None), ("revoked_at", None)),
                fields=("account", "email"),
                name="accounts_invitation_once",
            ),
        ),
        EnableRowSecurity("accounts_invitation", "account"),
        NarrowToSeller("accounts_invitation", "account"),
    ]
