"""Which first-steps lists a person has finished or put away."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_public_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="closed_lists",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=10), db_default=[], default=list, size=None
            ),
        ),
    ]
