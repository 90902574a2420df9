"""A seller's applications by their last change: the search looks among the newest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_rules")]
    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["seller", "-changed_at"], name="applications_newest"),
        ),
    ]
