"""Which tries were the clock's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_one_seller")]
    operations = [
        migrations.AddField(
            "attempt",
            "is_automatic",
            models.BooleanField(default=False),
        ),
    ]
