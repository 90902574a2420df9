"""Who wants what, the daily mail, consents to advertising, browsers that take pushes."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vezne.core.ids
from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity, NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_public_pages"),
        ("notify", "0005_delivery_reply_to"),
        ("usersessions", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DigestHour",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hour", models.PositiveSmallIntegerField()),
                ("done_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OfferConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_given", models.BooleanField()),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("sign_up", "Kayıt"),
                            ("settings", "Bildirim tercihleri"),
                            ("link", "İletideki bağlantı"),
                        ],
                        max_length=8,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=60)),
                ("ip", models.GenericIPAddressField(null=True)),
                ("said_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PushDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="dvc")),
                ("endpoint", models.CharField(max_length=800, unique=True)),
                ("public_key", models.CharField(max_length=100)),
                ("secret", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="delivery",
            name="digest",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="notify.delivery",
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="may_stop",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="delivery",
            name="path",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="delivery",
            name="summary",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="channel",
            field=models.CharField(
                choices=[("mail", "E-posta"), ("sms", "SMS"), ("push", "Anlık bildirim")],
                max_length=4,
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Sırada"),
                    ("sent", "Gönderildi"),
                    ("unknown", "Bilinmiyor"),
                    ("failed", "Gönderilemedi"),
                    ("held", "Günlük özeti bekliyor"),
                    ("digested", "Günlük özette gönderildi"),
                    ("dropped", "Gönderilmedi"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "queued")),
                fields=["channel", "id"],
                name="notify_queued",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "held")),
                fields=["account", "user", "created_at"],
                name="notify_held",
            ),
        ),
        migrations.AddField(
            model_name="digesthour",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="digesthour",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="offerconsent",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="offerconsent",
            name="seller",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.account"
            ),
        ),
        migrations.AddField(
            model_name="offerconsent",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pushdevice",
            name="session",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="usersessions.usersession",
            ),
        ),
        migrations.AddField(
            model_name="pushdevice",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="digesthour",
            constraint=models.UniqueConstraint(
                fields=("account", "user"), name="notify_digest_hour_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="digesthour",
            constraint=models.CheckConstraint(
                condition=models.Q(("hour__gte", 0), ("hour__lte", 23)),
                name="notify_digest_hour_of_day",
            ),
        ),
        migrations.AddIndex(
            model_name="offerconsent",
            index=models.Index(
                fields=["account", "seller", "user", "-id"], name="notify_consent_newest"
            ),
        ),
        EnableRowSecurity("notify_digesthour", "account"),
        EnableRowSecurity("notify_offerconsent", "account"),
        NarrowToSeller("notify_offerconsent", "seller"),
        AppendOnly("notify_offerconsent"),
    ]
