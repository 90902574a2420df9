"""A seller's tickets by their last change: for its list, and the search among the newest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support", "0005_mail_drafted")]
    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["seller", "-changed_at"], name="support_ticket_newest"),
        ),
    ]
