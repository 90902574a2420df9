"""Buyer and seller see an invoice, nobody else; a recorded rate is never changed."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("invoicing", "0001_initial"), ("core", "0002_functions")]
    operations = [
        EnableRowSecurity("invoicing_invoice", "trade"),
        EnableRowSecurity("invoicing_invoiceline", "trade"),
        AppendOnly("invoicing_exchangerate"),
    ]
