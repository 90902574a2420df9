"""Both sides see their applications, the seller its rules; what happened is never changed."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity, NarrowToSeller

TRADE = ("application", "applicationdocument", "applicationevent", "identitycheck")


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("core", "0004_only_seller")]
    operations = [
        *(EnableRowSecurity(f"applications_{name}", "trade") for name in TRADE),
        EnableRowSecurity("applications_applicationterms", "seller"),
        *(NarrowToSeller(f"applications_{name}", "seller") for name in TRADE),
        NarrowToSeller("applications_applicationterms", "seller"),
        AppendOnly("applications_applicationevent"),
    ]
