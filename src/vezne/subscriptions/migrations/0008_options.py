"""A subscription keeps what was configured."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0007_indexes_that_are_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="period",
            name="options",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="subscription",
            name="options",
            field=models.JSONField(default=list),
        ),
    ]
