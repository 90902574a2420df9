"""Some buyers declare part of the KDV themselves; the seller says which."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_one_seller"),
    ]

    operations = [
        migrations.AddField(
            model_name="currentaccount",
            name="withholds_kdv",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
