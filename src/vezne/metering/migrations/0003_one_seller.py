"""A visit that one seller vouches for sees no other seller's rows, whatever asks."""

from django.db import migrations

from vezne.core.scope import NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [("metering", "0002_rules"), ("core", "0004_only_seller")]
    operations = [
        NarrowToSeller("metering_usageevent", "seller"),
        NarrowToSeller("metering_quotaalert", "seller"),
    ]
