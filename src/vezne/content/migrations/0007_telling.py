"""News may come out at an instant; what comes out is told, once for each version of its words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_closed_lists"),
        ("catalog", "0006_option_rules"),
        ("content", "0006_who_reads"),
    ]

    operations = [
        migrations.AddField(
            model_name="announcement",
            name="tells",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="announcement",
            name="waits_to_tell",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="article",
            name="publish_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="article",
            name="tells",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="article",
            name="waits_to_tell",
            field=models.BooleanField(default=False),
        ),
        migrations.AddIndex(
            model_name="announcement",
            index=models.Index(
                condition=models.Q(("waits_to_tell", True)),
                fields=["starts_at"],
                name="content_announcement_untold",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("publish_at__isnull", False)),
                fields=["publish_at"],
                name="content_article_due",
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("waits_to_tell", True)),
                fields=["id"],
                name="content_article_untold",
            ),
        ),
    ]
