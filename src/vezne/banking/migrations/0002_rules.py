"""The desk sees its banking, a buyer only what is its own; a vouched visit one seller's."""

from django.db import migrations

from vezne.core.scope import EnableRowSecurity, NarrowToSeller

TRADE = ("movement", "movementpart", "promise", "transfernotice")
SELLER = (
    "bankaccount",
    "matchingrules",
    "knownpayer",
    "statementimport",
    "statementspan",
    "bankmessage",
    "banktask",
)


class Migration(migrations.Migration):
    dependencies = [
        ("banking", "0001_initial"),
        ("core", "0004_only_seller"),
    ]
    operations = [
        *(EnableRowSecurity(f"banking_{name}", "trade") for name in TRADE),
        *(EnableRowSecurity(f"banking_{name}", "seller") for name in SELLER),
        *(NarrowToSeller(f"banking_{name}", "seller") for name in (*TRADE, *SELLER)),
    ]
