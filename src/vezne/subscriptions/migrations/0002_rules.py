"""Buyer and seller see a subscription, nobody else; what happened is never rewritten."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0001_initial"), ("core", "0002_functions")]
    operations = [
        EnableRowSecurity("subscriptions_subscription", "trade"),
        EnableRowSecurity("subscriptions_period", "trade"),
        EnableRowSecurity("subscriptions_block", "trade"),
        EnableRowSecurity("subscriptions_timelineentry", "trade"),
        EnableRowSecurity("subscriptions_remindersent", "trade"),
        AppendOnly("subscriptions_timelineentry"),
    ]
