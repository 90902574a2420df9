"""Everybody reads the catalogue, its seller writes it, and nobody changes a version."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("core", "0002_functions")]
    operations = [
        EnableRowSecurity("catalog_platform", "catalog"),
        EnableRowSecurity("catalog_product", "catalog"),
        EnableRowSecurity("catalog_plan", "catalog"),
        EnableRowSecurity("catalog_planversion", "catalog"),
        EnableRowSecurity("catalog_creditpack", "catalog"),
        EnableRowSecurity("catalog_packversion", "catalog"),
        EnableRowSecurity("catalog_coupon", "catalog"),
        EnableRowSecurity("catalog_couponuse", "trade"),
        AppendOnly("catalog_planversion"),
        AppendOnly("catalog_packversion"),
    ]
