"""A reversal says by the bank's own id what it takes back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("banking", "0002_rules")]
    operations = [
        migrations.AddField(
            "movement",
            "takes_back",
            models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
    ]
