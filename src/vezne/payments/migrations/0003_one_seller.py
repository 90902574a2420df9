"""A visit that one seller vouches for sees no other seller's rows, whatever asks."""

from django.db import migrations

from vezne.core.scope import NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_rules"), ("core", "0004_only_seller")]
    operations = [
        NarrowToSeller("payments_provideraccount", "seller"),
        NarrowToSeller("payments_storedcard", "seller"),
        NarrowToSeller("payments_payment", "seller"),
        NarrowToSeller("payments_attempt", "seller"),
        NarrowToSeller("payments_attemptevent", "seller"),
        NarrowToSeller("payments_refund", "seller"),
        NarrowToSeller("payments_allocation", "seller"),
        NarrowToSeller("payments_webhookmessage", "seller"),
    ]
