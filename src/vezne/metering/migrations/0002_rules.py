"""Buyer and seller see usage, nobody else; a counted event is never rewritten."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("metering", "0001_initial"), ("core", "0002_functions")]
    operations = [
        EnableRowSecurity("metering_usageevent", "trade"),
        EnableRowSecurity("metering_quotaalert", "trade"),
        AppendOnly("metering_usageevent"),
    ]
