"""A visit that one seller vouches for sees no other seller's rows, whatever asks."""

from django.db import migrations

from vezne.core.scope import NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0002_rules"), ("core", "0004_only_seller")]
    operations = [
        NarrowToSeller("invoicing_invoice", "seller"),
        NarrowToSeller("invoicing_invoiceline", "seller"),
    ]
