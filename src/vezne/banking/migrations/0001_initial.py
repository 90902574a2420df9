"""The tables of banking."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import vezne.core.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_userphone"),
        ("invoicing", "0003_one_seller"),
        ("ledger", "0004_one_seller"),
    ]

    operations = [
        migrations.CreateModel(
            name="MatchingRules",
            fields=[
                (
                    "seller",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.account",
                    ),
                ),
                ("uses_phones", models.BooleanField(default=False)),
                (
                    "iban_policy",
                    models.CharField(
                        choices=[
                            ("off", "Yalnızca öner"),
                            ("exact", "Tutar tam uyuyorsa hesaba geçir"),
                            ("always", "Her zaman hesaba geçir"),
                        ],
                        default="always",
                        max_length=6,
                    ),
                ),
                (
                    "tax_id_policy",
                    models.CharField(
                        choices=[
                            ("off", "Yalnızca öner"),
                            ("exact", "Tutar tam uyuyorsa hesaba geçir"),
                            ("always", "Her zaman hesaba geçir"),
                        ],
                        default="exact",
                        max_length=6,
                    ),
                ),
                (
                    "other_amount",
                    models.CharField(
                        choices=[
                            ("account", "Hesaba geçir, en eski faturadan başla"),
                            ("queue", "Personele sor"),
                        ],
                        default="account",
                        max_length=7,
                    ),
                ),
                ("automatic_limit_minor", models.BigIntegerField(null=True)),
                ("notice_after_hours", models.PositiveSmallIntegerField(default=4)),
                ("promise_days", models.PositiveSmallIntegerField(default=3)),
                (
                    "payout_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), default=list, size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="bnk")),
                ("bank_name", models.CharField(max_length=80)),
                ("branch", models.CharField(blank=True, max_length=80)),
                ("iban", models.CharField(max_length=34)),
                ("currency", models.CharField(max_length=3)),
                ("holder", models.CharField(max_length=250)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_shown", models.BooleanField(default=True)),
                ("is_active", models.BooleanField(default=True)),
                ("csv_profile", models.JSONField(null=True)),
                (
                    "feed_kind",
                    models.CharField(
                        choices=[
                            ("none", "Yalnızca dosya"),
                            ("push", "İmzalı bildirim"),
                            ("ohvps", "ÖHVPS sorgusu"),
                        ],
                        default="none",
                        max_length=8,
                    ),
                ),
                ("feed_url", models.URLField(blank=True, max_length=300)),
                ("feed_sealed", models.TextField(blank=True)),
                ("cursor_at", models.DateTimeField(null=True)),
                ("polled_at", models.DateTimeField(null=True)),
                ("failing_since", models.DateTimeField(null=True)),
                ("feed_error", models.CharField(blank=True, max_length=200)),
                ("last_balance_minor", models.BigIntegerField(null=True)),
                ("last_balance_at", models.DateTimeField(null=True)),
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
            name="BankMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(max_length=100)),
                ("body_sealed", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("applied_at", models.DateTimeField(null=True)),
                ("outcome", models.JSONField(default=dict)),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.bankaccount",
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
            name="BankTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="btk")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reversal_debt", "Geri alınan para borç oluşturdu"),
                            ("reversal_unknown", "Geri alınan hareket bulunamadı"),
                            ("late", "Hareket geç geldi"),
                            ("feed_silent", "Banka sorgusu yanıt vermiyor"),
                            ("gap", "Ekstrede boşluk"),
                            ("stuck", "Hareket işlenemedi"),
                        ],
                        max_length=16,
                    ),
                ),
                ("key", models.CharField(max_length=80)),
                ("movement_public_id", models.CharField(blank=True, max_length=40)),
                ("details", models.JSONField(default=dict)),
                ("raised_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=200)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.bankaccount",
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
            name="KnownPayer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="kpy")),
                (
                    "kind",
                    models.CharField(
                        choices=[("iban", "IBAN"), ("tax_id", "VKN/TCKN")], max_length=6
                    ),
                ),
                ("value_sealed", models.TextField()),
                ("value_index", models.CharField(max_length=64)),
                ("tail", models.CharField(max_length=4)),
                ("name", models.CharField(blank=True, max_length=140)),
                ("learned_by", models.CharField(max_length=200)),
                ("learned_from", models.CharField(blank=True, max_length=40)),
                ("learned_at", models.DateTimeField()),
                ("forgotten_at", models.DateTimeField(null=True)),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "current_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.currentaccount",
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
            name="Movement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="mov")),
                ("bank_key", models.CharField(max_length=100)),
                ("twin", models.BigIntegerField()),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("file", "Dosya"),
                            ("push", "Bildirim"),
                            ("pull", "Banka sorgusu"),
                        ],
                        max_length=4,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("credit", "Gelen"),
                            ("debit", "Giden"),
                            ("fee", "Banka masrafı"),
                            ("own", "Kendi hesabımız"),
                            ("payout", "Kart tahsilatı"),
                            ("reversal", "Geri alma"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pending", "Bankada bekliyor"),
                            ("received", "İşleniyor"),
                            ("credited", "Hesaba geçti"),
                            ("unmatched", "Eşleşmedi"),
                            ("booked", "Kaydedildi"),
                            ("returned", "İade edilecek"),
                            ("ignored", "Müşteri parası değil"),
                            ("reversed", "Geri alındı"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "tier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reference_exact", "Açıklama kodu ve tam tutar"),
                            ("reference", "Açıklama kodu"),
                            ("iban", "Bilinen IBAN"),
                            ("tax_id", "Vergi veya kimlik no"),
                            ("phone", "Telefon"),
                            ("staff", "Elle"),
                            ("", "Eşleşmedi"),
                        ],
                        max_length=15,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=24)),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("booked_on", models.DateField()),
                ("value_on", models.DateField(null=True)),
                ("bank_at", models.DateTimeField(null=True)),
                ("balance_minor", models.BigIntegerField(null=True)),
                ("reference", models.CharField(blank=True, max_length=80)),
                ("code", models.CharField(blank=True, max_length=20)),
                ("description", models.CharField(blank=True, max_length=500)),
                ("counterparty_name", models.CharField(blank=True, max_length=140)),
                ("iban_sealed", models.CharField(blank=True, max_length=120)),
                ("iban_index", models.CharField(blank=True, max_length=64)),
                ("iban_tail", models.CharField(blank=True, max_length=4)),
                ("tax_id_sealed", models.CharField(blank=True, max_length=120)),
                ("tax_id_index", models.CharField(blank=True, max_length=64)),
                ("received_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.bankaccount",
                    ),
                ),
                (
                    "buyer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "current_account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.currentaccount",
                    ),
                ),
                (
                    "reverses",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.movement",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MovementPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("created_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
                (
                    "current_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.currentaccount",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="banking.movement",
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
            name="Promise",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="prm")),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("covers_minor", models.BigIntegerField()),
                ("rate_micro", models.BigIntegerField(null=True)),
                ("rate_on", models.DateField(null=True)),
                ("valid_until", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "bank_account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.bankaccount",
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
                    "current_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.currentaccount",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="invoicing.invoice",
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
            name="StatementImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="imp")),
                ("file_name", models.CharField(max_length=200)),
                ("size_bytes", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("format", models.CharField(max_length=5)),
                ("profile", models.CharField(blank=True, max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Onay bekliyor"),
                            ("running", "İşleniyor"),
                            ("done", "Bitti"),
                            ("failed", "Durdu"),
                        ],
                        max_length=7,
                    ),
                ),
                ("cursor_items", models.BigIntegerField(default=0)),
                ("lines", models.BigIntegerField(default=0)),
                ("added", models.BigIntegerField(default=0)),
                ("known", models.BigIntegerField(default=0)),
                ("matched", models.BigIntegerField(default=0)),
                ("problem_count", models.BigIntegerField(default=0)),
                ("problems", models.JSONField(default=list)),
                ("failure", models.CharField(blank=True, max_length=300)),
                ("uploaded_by", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.bankaccount",
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
        migrations.AddField(
            model_name="movement",
            name="statement_import",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="banking.statementimport",
            ),
        ),
        migrations.CreateModel(
            name="StatementSpan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("number", models.CharField(blank=True, max_length=20)),
                ("opening_minor", models.BigIntegerField(null=True)),
                ("opening_on", models.DateField(null=True)),
                ("closing_minor", models.BigIntegerField(null=True)),
                ("closing_on", models.DateField(null=True)),
                ("sum_minor", models.BigIntegerField(default=0)),
                ("line_count", models.BigIntegerField(default=0)),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.bankaccount",
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
                    "statement_import",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.statementimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TransferNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", vezne.core.ids.PublicIdField(prefix="ntc")),
                ("amount_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("sent_on", models.DateField()),
                ("sender_name", models.CharField(max_length=140)),
                ("iban_sealed", models.CharField(blank=True, max_length=120)),
                ("iban_index", models.CharField(blank=True, max_length=64)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("receipt_sealed", models.TextField(blank=True)),
                ("receipt_type", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "İnceleniyor"),
                            ("found", "Havale bulundu"),
                            ("refused", "Bulunamadı"),
                        ],
                        max_length=7,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "bank_account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.bankaccount",
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
                    "current_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="ledger.currentaccount",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="invoicing.invoice",
                    ),
                ),
                (
                    "movement",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="banking.movement",
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
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(
                fields=("seller", "iban", "currency"), name="banking_account_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankmessage",
            constraint=models.UniqueConstraint(
                fields=("bank_account", "message_id"), name="banking_message_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="banktask",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_at", None)),
                fields=("bank_account", "kind", "key"),
                name="banking_task_once",
            ),
        ),
        migrations.AddIndex(
            model_name="knownpayer",
            index=models.Index(
                condition=models.Q(("forgotten_at", None)),
                fields=["seller", "value_index"],
                name="banking_payer_index",
            ),
        ),
        migrations.AddConstraint(
            model_name="knownpayer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("forgotten_at", None)),
                fields=("current_account", "kind", "value_index"),
                name="banking_payer_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="movementpart",
            constraint=models.UniqueConstraint(
                fields=("movement", "position"), name="banking_part_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="movementpart",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="banking_part_positive"
            ),
        ),
        migrations.AddIndex(
            model_name="promise",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["current_account"],
                name="banking_promise_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("invoice",),
                name="banking_promise_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0), ("covers_minor__gt", 0)),
                name="banking_promise_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "failed"), _negated=True),
                fields=("bank_account", "sha256"),
                name="banking_import_once",
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["bank_account", "twin"], name="banking_movement_twin"),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["seller", "booked_on"], name="banking_movement_seller"),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(
                condition=models.Q(("state__in", ["unmatched", "received", "pending", "returned"])),
                fields=["seller", "state", "id"],
                name="banking_movement_queue",
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(
                condition=models.Q(("current_account__isnull", False)),
                fields=["current_account", "id"],
                name="banking_movement_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.UniqueConstraint(
                fields=("bank_account", "bank_key"), name="banking_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor", 0), _negated=True),
                name="banking_movement_not_zero",
            ),
        ),
        migrations.AddConstraint(
            model_name="movement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_minor__lt", 0), ("state", "credited"), ("tier__gt", ""), _negated=True
                ),
                name="banking_movement_credit_came_in",
            ),
        ),
        migrations.AddIndex(
            model_name="statementspan",
            index=models.Index(
                fields=["bank_account", "opening_on", "id"], name="banking_span_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementspan",
            constraint=models.UniqueConstraint(
                fields=("statement_import", "place"), name="banking_span_once"
            ),
        ),
        migrations.AddIndex(
            model_name="transfernotice",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["seller", "currency", "amount_minor"],
                name="banking_notice_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfernotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="banking_notice_positive"
            ),
        ),
    ]
