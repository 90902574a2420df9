"""Mails and files of notes are the seller's alone."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity, NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [("support", "0003_mail")]
    operations = [
        *(EnableRowSecurity(f"support_{name}", "seller") for name in ("inboundmail", "notefile")),
        *(NarrowToSeller(f"support_{name}", "seller") for name in ("inboundmail", "notefile")),
        AppendOnly("support_notefile"),
    ]
