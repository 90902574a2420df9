"""A seller opens its public pages."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_entrance"),
    ]

    operations = [
        migrations.AddField(
            model_name="sellerprofile",
            name="pages_open",
            field=models.BooleanField(default=False),
        ),
    ]
