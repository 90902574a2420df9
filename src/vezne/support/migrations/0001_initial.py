"""Tables of support; their rules are in 0002."""

import datetime

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import vezne.core.ids
import vezne.support.models.setup


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0005_phones_so_far"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CannedReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="cnr")),
                ("title", models.CharField(max_length=80)),
                ("body", models.TextField()),
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
            name="Department",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="dep")),
                ("name", models.CharField(max_length=60)),
                ("description", models.CharField(blank=True, max_length=160)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_active", models.BooleanField(default=True)),
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
            name="ServiceLevel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[
                            ("low", "Düşük"),
                            ("normal", "Normal"),
                            ("high", "Yüksek"),
                            ("urgent", "Acil"),
                        ],
                        max_length=6,
                    ),
                ),
                ("answer_minutes", models.PositiveIntegerField()),
                ("solve_minutes", models.PositiveIntegerField()),
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
            name="SupportTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.SmallIntegerField(),
                        default=vezne.support.models.setup.weekdays,
                        size=None,
                    ),
                ),
                ("opens_at", models.TimeField(default=datetime.time(9, 0))),
                ("closes_at", models.TimeField(default=datetime.time(18, 0))),
                ("keeps_holidays", models.BooleanField(default=True)),
                ("reopen_days", models.PositiveSmallIntegerField(default=14)),
                ("close_days", models.PositiveSmallIntegerField(default=7)),
                ("reply_domain", models.CharField(blank=True, max_length=120)),
                ("mail_address", models.EmailField(blank=True, max_length=254)),
                ("next_number", models.PositiveIntegerField(default=1001)),
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
            name="Ticket",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="tkt")),
                ("number", models.PositiveIntegerField()),
                ("subject", models.CharField(max_length=160)),
                ("search_key", models.TextField()),
                ("about", models.CharField(blank=True, max_length=60)),
                ("about_label", models.CharField(blank=True, max_length=160)),
                (
                    "priority",
                    models.CharField(
                        choices=[
                            ("low", "Düşük"),
                            ("normal", "Normal"),
                            ("high", "Yüksek"),
                            ("urgent", "Acil"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Yanıt bekliyor"),
                            ("answered", "Yanıtlandı"),
                            ("closed", "Kapandı"),
                            ("merged", "Birleştirildi"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("web", "Panel"), ("mail", "E-posta")], default="web", max_length=4
                    ),
                ),
                ("opened_by_label", models.CharField(max_length=200)),
                ("reply_token", models.CharField(max_length=24, unique=True)),
                ("opened_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("answer_due_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("solve_due_at", models.DateTimeField(null=True)),
                ("solve_left_minutes", models.IntegerField(default=0)),
                ("late_told_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("rating", models.PositiveSmallIntegerField(null=True)),
                ("rating_note", models.CharField(blank=True, max_length=500)),
                ("rated_at", models.DateTimeField(null=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "department",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="support.department",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="support.ticket",
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
            name="TicketEvent",
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
                            ("opened", "Talep açıldı"),
                            ("assigned", "Görevlendirildi"),
                            ("department", "Birim değişti"),
                            ("priority", "Öncelik değişti"),
                            ("subject", "Konu değişti"),
                            ("closed", "Kapandı"),
                            ("reopened", "Yeniden açıldı"),
                            ("merged", "Birleştirildi"),
                            ("rated", "Değerlendirildi"),
                            ("late", "Yanıt süresi doldu"),
                            ("file_refused", "Ek alınmadı"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        blank=True,
                        choices=[("buyer", "Müşteri"), ("seller", "Destek")],
                        max_length=6,
                    ),
                ),
                ("actor_label", models.CharField(max_length=200)),
                ("words", models.CharField(blank=True, max_length=200)),
                ("happened_at", models.DateTimeField()),
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
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="support.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TicketMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="tms")),
                (
                    "side",
                    models.CharField(
                        choices=[("buyer", "Müşteri"), ("seller", "Destek")], max_length=6
                    ),
                ),
                (
                    "source",
                    models.CharField(choices=[("web", "Panel"), ("mail", "E-posta")], max_length=4),
                ),
                ("author_label", models.CharField(max_length=200)),
                ("author_email", models.CharField(blank=True, max_length=254)),
                ("body", models.TextField()),
                ("search_key", models.TextField()),
                ("key", models.CharField(max_length=80)),
                ("mail_id", models.CharField(blank=True, max_length=300)),
                ("said_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="support.ticket",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="fil")),
                ("name", models.CharField(max_length=160)),
                ("media_type", models.CharField(max_length=100)),
                ("size_bytes", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("store_key", models.CharField(max_length=60)),
                ("is_scanned", models.BooleanField()),
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
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="support.ticket",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="support.ticketmessage",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TicketNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("author_label", models.CharField(max_length=200)),
                ("body", models.TextField()),
                ("noted_at", models.DateTimeField()),
                (
                    "author",
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
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="support.ticket",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(
                fields=("seller", "name"), name="support_department_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="servicelevel",
            constraint=models.UniqueConstraint(
                fields=("seller", "priority"), name="support_level_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="supportterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                name="support_terms_hours",
            ),
        ),
        migrations.AddConstraint(
            model_name="supportterms",
            constraint=models.UniqueConstraint(
                condition=models.Q(("mail_address", ""), _negated=True),
                fields=("mail_address",),
                name="support_terms_mail_once",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                fields=["seller", "state", "-changed_at"], name="support_ticket_seller"
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["buyer", "-changed_at"], name="support_ticket_buyer"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("answer_due_at__isnull", False), ("late_told_at", None)),
                fields=["answer_due_at"],
                name="support_ticket_late",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("state", "answered")),
                fields=["changed_at"],
                name="support_ticket_silent",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                fields=("seller", "number"), name="support_ticket_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_into__isnull", False), ("state", "merged")),
                    models.Q(models.Q(("state", "merged"), _negated=True), ("merged_into", None)),
                    _connector="OR",
                ),
                name="support_ticket_merged",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rating", None),
                    models.Q(("rating__gte", 1), ("rating__lte", 5)),
                    _connector="OR",
                ),
                name="support_ticket_rating",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_due_at", None), ("state", "open"), _connector="OR"),
                name="support_ticket_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketmessage",
            constraint=models.UniqueConstraint(
                fields=("ticket", "key"), name="support_message_once"
            ),
        ),
    ]
