"""Everybody reads options and their prices, the seller writes them, nobody changes a price."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity, NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_options_and_approval"), ("core", "0004_only_seller")]
    operations = [
        EnableRowSecurity("catalog_productoption", "catalog"),
        EnableRowSecurity("catalog_optionchoice", "catalog"),
        EnableRowSecurity("catalog_choiceprice", "catalog"),
        NarrowToSeller("catalog_productoption", "seller"),
        NarrowToSeller("catalog_optionchoice", "seller"),
        NarrowToSeller("catalog_choiceprice", "seller"),
        AppendOnly("catalog_choiceprice"),
    ]
