"""One message to very many people: how far it is, and who heard it already."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from vezne.core.scope import EnableRowSecurity, NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_closed_lists"),
        ("notify", "0006_wishes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Broadcast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField()),
                ("after", models.BigIntegerField(default=0)),
                ("told", models.PositiveIntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("moved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
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
            name="BroadcastReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "broadcast",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="notify.broadcast",
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
        migrations.AddIndex(
            model_name="broadcast",
            index=models.Index(
                condition=models.Q(("ended_at", None)),
                fields=["moved_at"],
                name="notify_broadcast_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="broadcast",
            constraint=models.UniqueConstraint(
                fields=("seller", "subject", "version"), name="notify_broadcast_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="broadcastreader",
            constraint=models.UniqueConstraint(
                fields=("broadcast", "user"), name="notify_broadcast_reader_once"
            ),
        ),
        EnableRowSecurity("notify_broadcast", "seller"),
        NarrowToSeller("notify_broadcast", "seller"),
        EnableRowSecurity("notify_broadcastreader", "seller"),
        NarrowToSeller("notify_broadcastreader", "seller"),
    ]
