"""The question that every outside platform asks, as functions of the database."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parents[1] / "sql" / "entitlement.sql"
ASK = "vezne_entitlement(bigint, varchar, varchar, timestamptz)"
BY_KEY = "vezne_entitlement_by_key(varchar, varchar, varchar, timestamptz, boolean)"
OWNER = f"""
REVOKE EXECUTE ON FUNCTION {ASK}, {BY_KEY} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {ASK}, {BY_KEY} TO vezne_app, vezne_jobs;
GRANT CREATE ON SCHEMA public TO vezne_jobs;
ALTER FUNCTION {BY_KEY} OWNER TO vezne_jobs;
REVOKE CREATE ON SCHEMA public FROM vezne_jobs;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0003_trial_warned"),
        ("accounts", "0002_row_security"),
        ("catalog", "0001_initial"),
        ("core", "0002_functions"),
        ("ledger", "0002_functions"),
    ]
    operations = [
        migrations.RunSQL(SQL.read_text() + OWNER, f"DROP FUNCTION {BY_KEY}; DROP FUNCTION {ASK};"),
    ]
