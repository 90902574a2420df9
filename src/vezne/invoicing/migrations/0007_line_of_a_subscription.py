"""A line says whose it is where an invoice is for several subscriptions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0006_exchange_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="invoiceline",
            name="subscription_id",
            field=models.BigIntegerField(null=True),
        ),
    ]
