"""Buyer and seller see their trade, the seller its contracts; what happened is never changed."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity

TRADE_TABLES = ("storedcard", "payment", "attempt", "attemptevent", "refund", "allocation")


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("core", "0002_functions")]
    operations = [
        *(EnableRowSecurity(f"payments_{name}", "trade") for name in TRADE_TABLES),
        EnableRowSecurity("payments_provideraccount", "seller"),
        EnableRowSecurity("payments_webhookmessage", "seller"),
        AppendOnly("payments_attemptevent"),
    ]
