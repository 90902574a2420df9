"""Buyer and seller see an order, nobody else."""

from django.db import migrations

from vezne.core.scope import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("core", "0002_functions")]
    operations = [EnableRowSecurity("orders_order", "trade")]
