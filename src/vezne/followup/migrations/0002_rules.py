"""A representative is seen by both sides, a task by the seller alone."""

from django.db import migrations

from vezne.core.scope import EnableRowSecurity, NarrowToSeller


class Migration(migrations.Migration):
    dependencies = [("followup", "0001_initial"), ("core", "0004_only_seller")]
    operations = [
        EnableRowSecurity("followup_representative", "trade"),
        EnableRowSecurity("followup_task", "seller"),
        NarrowToSeller("followup_representative", "seller"),
        NarrowToSeller("followup_task", "seller"),
    ]
