"""The destruction log is never changed."""

from django.db import migrations

from vezne.core.schema import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_initial"), ("core", "0002_functions")]
    operations = [AppendOnly("privacy_destruction")]
