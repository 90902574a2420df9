"""A mail about one affair has a reply address of its own, and stands with the others of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notify", "0004_delivery_attachment")]
    operations = [
        migrations.AddField(
            model_name="delivery",
            name=name,
            field=models.CharField(blank=True, default="", max_length=200),
            preserve_default=False,
        )
        for name in ("reply_to", "thread")
    ]
