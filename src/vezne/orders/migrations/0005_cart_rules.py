"""Carts are their buyer's and seller's; what an order was configured with never changes."""

from django.db import migrations

from vezne.core.scope import EnableRowSecurity, NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_carts"), ("core", "0004_only_seller")]
    operations = [
        EnableRowSecurity("orders_cart", "trade"),
        EnableRowSecurity("orders_cartitem", "trade"),
        NarrowToSeller("orders_cart", "seller"),
        NarrowToSeller("orders_cartitem", "seller"),
        migrations.RunSQL(
            sql="""
            CREATE TRIGGER options_stay BEFORE UPDATE ON orders_order FOR EACH ROW
            WHEN (OLD.options IS DISTINCT FROM NEW.options) EXECUTE FUNCTION refuse_change();
            """,
            reverse_sql="DROP TRIGGER options_stay ON orders_order;",
        ),
    ]
