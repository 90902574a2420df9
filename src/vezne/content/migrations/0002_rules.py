"""Everybody reads contacts and texts; nobody changes a published text or an acceptance."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity


class Migration(migrations.Migration):
    dependencies = [("content", "0001_initial"), ("core", "0002_functions")]
    operations = [
        EnableRowSecurity("content_supportcontact", "catalog"),
        EnableRowSecurity("content_legaltext", "catalog"),
        EnableRowSecurity("content_acceptance", "trade"),
        AppendOnly("content_legaltext"),
        AppendOnly("content_acceptance"),
    ]
