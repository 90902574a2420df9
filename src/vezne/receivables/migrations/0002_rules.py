"""Both sides see their trade, the seller its terms; a vouched visit sees no other seller's rows."""

from django.db import migrations

from vezne.core.scope import EnableRowSecurity, NarrowToSeller

TRADE = ("buyerterms", "manualentry", "letter", "latecharge", "payout")


class Migration(migrations.Migration):
    dependencies = [("receivables", "0001_initial"), ("core", "0004_only_seller")]
    operations = [
        *(EnableRowSecurity(f"receivables_{name}", "trade") for name in TRADE),
        EnableRowSecurity("receivables_sellerterms", "seller"),
        *(NarrowToSeller(f"receivables_{name}", "seller") for name in (*TRADE, "sellerterms")),
    ]
