"""A visit that one seller vouches for sees no other seller's rows, whatever asks."""

from django.db import migrations

from vezne.core.scope import NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0004_entitlement"), ("core", "0004_only_seller")]
    operations = [
        NarrowToSeller("subscriptions_subscription", "seller"),
        NarrowToSeller("subscriptions_period", "seller"),
        NarrowToSeller("subscriptions_block", "seller"),
        NarrowToSeller("subscriptions_timelineentry", "seller"),
        NarrowToSeller("subscriptions_remindersent", "seller"),
    ]
