"""Why a job of the queue failed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_functions")]
    operations = [
        migrations.CreateModel(
            name="JobFailure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("job_id", models.BigIntegerField(db_index=True)),
                ("task_name", models.CharField(max_length=128)),
                ("error", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
