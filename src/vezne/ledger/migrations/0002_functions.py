"""Row security, refusals, and the database functions that alone write the books."""

from pathlib import Path

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity

SQL = Path(__file__).parents[1] / "sql"
TRADE_TABLES = (
    "currentaccount",
    "ledgeraccount",
    "transfer",
    "hold",
    "lot",
    "lotuse",
    "heldlot",
)
FILES = ("rules", "closed_month", "post", "expire", "post_many", "credits", "holds", "reverse")

DROP_FUNCTIONS = """
DO $$ DECLARE f record; BEGIN
    FOR f IN SELECT oid::regprocedure AS name FROM pg_proc
             WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'ledger\\_%' LOOP
        EXECUTE 'DROP FUNCTION ' || f.name || ' CASCADE';
    END LOOP;
END $$;
DROP TYPE ledger_plan; DROP TYPE ledger_line;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("core", "0002_functions")]
    operations = [
        *(EnableRowSecurity(f"ledger_{name}", "trade") for name in TRADE_TABLES),
        EnableRowSecurity("ledger_closedmonth", "catalog"),  # a buyer's posting asks for it too
        AppendOnly("ledger_transfer"),
        AppendOnly("ledger_lotuse"),
        AppendOnly("ledger_closedmonth"),
        *(migrations.RunSQL((SQL / f"{name}.sql").read_text("utf-8")) for name in FILES),
        migrations.RunSQL(migrations.RunSQL.noop, DROP_FUNCTIONS),
        migrations.RunSQL("CREATE SEQUENCE ledger_journal", "DROP SEQUENCE ledger_journal"),
    ]
