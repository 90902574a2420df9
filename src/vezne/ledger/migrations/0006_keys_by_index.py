"""A batch's keys are looked up by their index; only a day of an earlier month asks for closed ones."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("ledger", "0005_who_withholds")]
    operations = [
        migrations.RunSQL((SQL / f"{name}.sql").read_text("utf-8"), migrations.RunSQL.noop)
        for name in ("closed_month", "post_many")
    ]
