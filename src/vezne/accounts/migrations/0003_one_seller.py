"""Keys are an account's own affair: a visit that one seller vouches for sees none."""

from django.db import migrations

from vezne.core.scope import NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_row_security"), ("core", "0004_only_seller")]
    operations = [
        NarrowToSeller("accounts_apikey", "account"),
        NarrowToSeller("accounts_portalsession", "account"),
    ]
