"""What pays in another currency is found by its time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_phones_so_far"),
        ("invoicing", "0006_exchange_kind"),
        ("payments", "0010_providers_and_reconciliation"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(
                condition=models.Q(("currency", "TRY"), _negated=True),
                fields=["created_at"],
                name="payments_allocation_foreign",
            ),
        ),
    ]
