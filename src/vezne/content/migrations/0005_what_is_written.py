"""Announcements, news, questions, guides and their pictures."""

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vezne.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_public_pages"),
        ("catalog", "0004_taxes_of_a_version"),
        ("content", "0004_sign_up_texts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="ann")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Taslak"), ("published", "Yayında")],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("title_tr", models.CharField(max_length=160)),
                ("title_en", models.CharField(blank=True, max_length=160)),
                ("body_tr", models.TextField()),
                ("body_en", models.TextField(blank=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("everybody", "Bütün alıcılar"),
                            ("platform", "Bir platformun alıcıları"),
                            ("product", "Bir hizmetin alıcıları"),
                            ("account", "Tek bir hesap"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), default=list, size=None
                    ),
                ),
                ("is_pinned", models.BooleanField(default=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("published_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "only_buyer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "platform",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.platform",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
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
        ),
        migrations.CreateModel(
            name="Dismissal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("dismissed_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="content.announcement",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="pic")),
                ("store_key", models.CharField(max_length=32)),
                ("name", models.CharField(max_length=120)),
                ("media_type", models.CharField(max_length=20)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("size_bytes", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField()),
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
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="top")),
                ("name_tr", models.CharField(max_length=80)),
                ("name_en", models.CharField(blank=True, max_length=80)),
                ("position", models.PositiveIntegerField(default=0)),
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
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="art")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("news", "Haber"),
                            ("offer", "Kampanya"),
                            ("question", "Soru"),
                            ("guide", "Kılavuz"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Taslak"), ("published", "Yayında")],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("title_tr", models.CharField(max_length=160)),
                ("title_en", models.CharField(blank=True, max_length=160)),
                ("body_tr", models.TextField()),
                ("body_en", models.TextField(blank=True)),
                ("position", models.PositiveIntegerField(default=0)),
                ("is_public", models.BooleanField(default=False)),
                ("is_in_panel", models.BooleanField(default=True)),
                ("words", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "product",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
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
                (
                    "topic",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="content.topic",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(fields=["seller", "starts_at"], name="content_announcement_listed"),
        ),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("audience", "everybody"),
                        ("only_buyer", None),
                        ("platform", None),
                        ("product", None),
                    ),
                    models.Q(
                        ("audience", "platform"),
                        ("only_buyer", None),
                        ("platform__isnull", False),
                        ("product", None),
                    ),
                    models.Q(
                        ("audience", "product"),
                        ("only_buyer", None),
                        ("platform", None),
                        ("product__isnull", False),
                    ),
                    models.Q(
                        ("audience", "account"),
                        ("only_buyer__isnull", False),
                        ("platform", None),
                        ("product", None),
                    ),
                    _connector="OR",
                ),
                name="content_announcement_audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="dismissal",
            constraint=models.UniqueConstraint(
                fields=("announcement", "user", "account"), name="content_dismissal_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                fields=("seller", "name_tr"), name="content_topic_once"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["seller", "kind", "position"], name="content_article_listed"
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"), ("published_at__isnull", False), _connector="OR"
                ),
                name="content_article_published",
            ),
        ),
    ]
