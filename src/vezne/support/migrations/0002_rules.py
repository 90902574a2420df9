"""Both sides see their tickets, only the seller its notes and rules; words are never changed."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity, NarrowToSeller

TRADE = ("ticket", "ticketmessage", "ticketevent", "attachment")
SELLERS = ("supportterms", "servicelevel", "cannedreply", "ticketnote")


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial"), ("core", "0004_only_seller")]
    operations = [
        *(EnableRowSecurity(f"support_{name}", "trade") for name in TRADE),
        *(EnableRowSecurity(f"support_{name}", "seller") for name in SELLERS),
        EnableRowSecurity("support_department", "catalog"),
        *(NarrowToSeller(f"support_{name}", "seller") for name in (*TRADE, *SELLERS, "department")),
        *(AppendOnly(f"support_{name}") for name in TRADE if name != "ticket"),
    ]
