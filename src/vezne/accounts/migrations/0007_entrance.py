"""Sign-ups on their way, and one-time codes."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vezne.core.ids
from vezne.core.scope import EnableRowSecurity, NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="sgn")),
                ("email", models.EmailField(max_length=254)),
                ("details_sealed", models.TextField()),
                ("password", models.CharField(max_length=128)),
                (
                    "texts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                ("language", models.CharField(default="tr", max_length=2)),
                ("ip", models.GenericIPAddressField(null=True)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("code_hash", models.CharField(max_length=64)),
                ("secret_sealed", models.TextField(blank=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("accepted_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("email_verified_at", models.DateTimeField(null=True)),
                ("phone_verified_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
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
            name="OneTimeCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="otc")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("sign_up_phone", "Kayıtta telefon onayı"),
                            ("password_sms", "SMS ile şifre sıfırlama"),
                            ("password_mail", "E-postayla şifre sıfırlama"),
                        ],
                        max_length=16,
                    ),
                ),
                ("target", models.CharField(max_length=254)),
                ("subject", models.CharField(blank=True, max_length=60)),
                ("code_hash", models.CharField(max_length=64)),
                ("code_sealed", models.TextField(blank=True)),
                ("voice_id", models.BigIntegerField(null=True)),
                ("language", models.CharField(default="tr", max_length=2)),
                ("ip", models.GenericIPAddressField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["purpose", "target", "-created_at"], name="accounts_code_target"
                    )
                ],
            },
        ),
        EnableRowSecurity("accounts_signup", "seller"),
        NarrowToSeller("accounts_signup", "seller"),
    ]
