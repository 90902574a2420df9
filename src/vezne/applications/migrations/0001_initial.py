"""The tables of applications."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vezne.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0008_public_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="apl")),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Taslak"),
                            ("sent", "Gönderildi"),
                            ("in_review", "İnceleniyor"),
                            ("returned", "Eksik bekleniyor"),
                            ("approved", "Onaylandı"),
                            ("rejected", "Reddedildi"),
                            ("withdrawn", "Geri çekildi"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("panel", "Panel"), ("desk", "Yönetim"), ("mail", "E-posta")],
                        max_length=5,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("contents_sealed", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("outcome", models.CharField(blank=True, max_length=40)),
                ("mail", models.CharField(blank=True, max_length=40)),
                ("key", models.CharField(blank=True, max_length=60)),
                ("opened_by_label", models.CharField(max_length=200)),
                ("decided_by_label", models.CharField(blank=True, max_length=200)),
                ("opened_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("is_own", models.BooleanField(default=False)),
                ("ended_at", models.DateTimeField(null=True)),
                ("documents_gone_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            name="ApplicationDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="apd")),
                ("paper", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=160)),
                ("media_type", models.CharField(max_length=100)),
                ("size_bytes", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("store_key", models.CharField(blank=True, max_length=60)),
                ("is_scanned", models.BooleanField()),
                ("added_by_label", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
                ("dropped_at", models.DateTimeField(null=True)),
                ("destroyed_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applications.application",
                    ),
                ),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
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
            name="ApplicationEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Taslak açıldı"),
                            ("filled", "Bilgiler kaydedildi"),
                            ("document", "Belge eklendi"),
                            ("dropped", "Belge çıkarıldı"),
                            ("sent", "Gönderildi"),
                            ("taken", "İncelemeye alındı"),
                            ("returned", "Geri gönderildi"),
                            ("approved", "Onaylandı ve uygulandı"),
                            ("rejected", "Reddedildi"),
                            ("withdrawn", "Geri çekildi"),
                            ("destroyed", "Belgeler imha edildi"),
                        ],
                        max_length=10,
                    ),
                ),
                ("side", models.CharField(blank=True, max_length=6)),
                ("actor_label", models.CharField(max_length=200)),
                ("words", models.CharField(blank=True, max_length=500)),
                ("happened_at", models.DateTimeField()),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applications.application",
                    ),
                ),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
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
            name="ApplicationTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("next_number", models.PositiveIntegerField(default=1001)),
                ("mail_address", models.EmailField(blank=True, max_length=254)),
                (
                    "kinds_off",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("document_days", models.PositiveSmallIntegerField(default=365)),
                ("identity_days", models.PositiveSmallIntegerField(default=90)),
                (
                    "seller",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IdentityCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_started", "Doğrulanmadı"),
                            ("pending", "İnceleniyor"),
                            ("approved", "Doğrulandı"),
                            ("rejected", "Reddedildi"),
                            ("reopened", "Bilgiler değişti, yeniden doğrulanmalı"),
                        ],
                        max_length=11,
                    ),
                ),
                ("facts_index", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("decided_by_label", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="applications.application",
                    ),
                ),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
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
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["seller", "state", "sent_at"], name="applications_seller"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["buyer", "-changed_at"], name="applications_buyer"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("documents_gone_at", None), ("ended_at__isnull", False)),
                fields=["ended_at"],
                name="applications_forget",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                fields=("seller", "number"), name="applications_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("seller", "buyer", "key"),
                name="applications_form_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("kind", "identity_check"),
                    ("state__in", ("draft", "returned", "sent", "in_review")),
                ),
                fields=("seller", "buyer"),
                name="applications_identity_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", False),
                        ("state__in", ("approved", "rejected", "withdrawn")),
                    ),
                    models.Q(
                        models.Q(
                            ("state__in", ("approved", "rejected", "withdrawn")), _negated=True
                        ),
                        ("ended_at", None),
                    ),
                    _connector="OR",
                ),
                name="applications_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", ""), _negated=True),
                    ("state__in", ["draft", "withdrawn"]),
                    _connector="OR",
                ),
                name="applications_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationterms",
            constraint=models.UniqueConstraint(
                condition=models.Q(("mail_address", ""), _negated=True),
                fields=("mail_address",),
                name="applications_terms_mail_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitycheck",
            constraint=models.UniqueConstraint(
                fields=("seller", "buyer"), name="applications_check_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="identitycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    models.Q(("facts_index", ""), _negated=True),
                    _connector="OR",
                ),
                name="applications_check_facts",
            ),
        ),
    ]
