"""How a bank account is connected is its seller's alone: buyers read the account's row."""

import django.db.models.deletion
from django.db import migrations, models

from vezne.core.scope import EnableRowSecurity, NarrowToSeller

MOVED = (
    "feed_kind",
    "feed_url",
    "feed_sealed",
    "cursor_at",
    "polled_at",
    "failing_since",
    "feed_error",
    "last_balance_minor",
    "last_balance_at",
)
# The owner is held to the policies too, which know no owner; for this statement it is not.
COPY = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE banking_bankaccount NO FORCE ROW LEVEL SECURITY;
ALTER TABLE banking_bankconnection NO FORCE ROW LEVEL SECURITY;
INSERT INTO banking_bankconnection (
    bank_account_id, seller_id, kind, url, keys_sealed, cursor_at, polled_at, failing_since, error,
    balance_minor, balance_at
)
SELECT id, seller_id, feed_kind, feed_url, feed_sealed, cursor_at, polled_at, failing_since,
    feed_error, last_balance_minor, last_balance_at
FROM banking_bankaccount ORDER BY id;
ALTER TABLE banking_bankconnection FORCE ROW LEVEL SECURITY;
ALTER TABLE banking_bankaccount FORCE ROW LEVEL SECURITY;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_phones_so_far"),
        ("banking", "0008_rounds"),
        ("core", "0004_only_seller"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankConnection",
            fields=[
                (
                    "bank_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="connection",
                        serialize=False,
                        to="banking.bankaccount",
                    ),
                ),
                (
                    "kind",
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
                ("url", models.URLField(blank=True, max_length=300)),
                ("keys_sealed", models.TextField(blank=True)),
                ("cursor_at", models.DateTimeField(null=True)),
                ("polled_at", models.DateTimeField(null=True)),
                ("failing_since", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
                ("balance_minor", models.BigIntegerField(null=True)),
                ("balance_at", models.DateTimeField(null=True)),
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
        EnableRowSecurity("banking_bankconnection", "seller"),
        NarrowToSeller("banking_bankconnection", "seller"),
        migrations.RunSQL(COPY, migrations.RunSQL.noop),
        *(migrations.RemoveField("bankaccount", name) for name in MOVED),
    ]
