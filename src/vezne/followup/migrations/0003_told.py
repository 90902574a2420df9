"""The morning when the assignee of a task heard of it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_closed_lists"),
        ("followup", "0002_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="told_on",
            field=models.DateField(null=True),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("state", "open"), ("told_on", None)),
                fields=["due_on"],
                name="followup_task_untold",
            ),
        ),
    ]
