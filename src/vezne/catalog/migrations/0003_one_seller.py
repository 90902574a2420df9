"""A visit that one seller vouches for sees no other seller's rows, whatever asks."""

from django.db import migrations

from vezne.core.scope import NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_rules"), ("core", "0004_only_seller")]
    operations = [
        NarrowToSeller("catalog_platform", "seller"),
        NarrowToSeller("catalog_product", "seller"),
        NarrowToSeller("catalog_plan", "seller"),
        NarrowToSeller("catalog_planversion", "seller"),
        NarrowToSeller("catalog_creditpack", "seller"),
        NarrowToSeller("catalog_packversion", "seller"),
        NarrowToSeller("catalog_coupon", "seller"),
        NarrowToSeller("catalog_couponuse", "seller"),
    ]
