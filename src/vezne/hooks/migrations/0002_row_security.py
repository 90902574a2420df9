"""An account sees its own rows only, whoever asks."""

from django.db import migrations

from vezne.core.scope import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("hooks", "0001_initial")]
    operations = [
        EnableRowSecurity("hooks_endpoint", "account"),
        EnableRowSecurity("hooks_webhookdelivery", "account"),
    ]
