"""Twins are looked for within their day: a file's lines then lie side by side in the index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("banking", "0005_indexes_that_are_read")]
    operations = [
        migrations.RemoveIndex("movement", "banking_movement_twin"),
        migrations.AddIndex(
            "movement",
            models.Index(
                fields=["bank_account", "booked_on", "twin"], name="banking_movement_twin"
            ),
        ),
    ]
