"""An account sees its own rows only, whoever asks."""

from django.db import migrations

from vezne.core.scope import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("notify", "0001_initial")]
    operations = [
        EnableRowSecurity("notify_notification", "account"),
        EnableRowSecurity("notify_delivery", "account"),
        EnableRowSecurity("notify_preference", "account"),
    ]
