"""The question of the outside platforms in half the time, answered as it is sent on."""

from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parents[1] / "sql"
BEFORE, NOW = FOLDER / "entitlement.sql", FOLDER / "entitlement_answer.sql"
ASK = "vezne_entitlement(bigint, varchar, varchar, timestamptz)"
BY_KEY = "vezne_entitlement_by_key(varchar, varchar, varchar, timestamptz, boolean)"
ANSWER = "vezne_entitlement_answer(varchar, varchar, varchar, timestamptz, boolean)"


def handed_over(function: str) -> str:
    """The wider role owns it, and only our roles may ask."""
    return f"""
REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {function} TO vezne_app, vezne_jobs;
GRANT CREATE ON SCHEMA public TO vezne_jobs;
ALTER FUNCTION {function} OWNER TO vezne_jobs;
REVOKE CREATE ON SCHEMA public FROM vezne_jobs;
"""


FORWARD = NOW.read_text() + handed_over(ANSWER) + f"DROP FUNCTION {BY_KEY};"
BACK = (
    f"DROP FUNCTION {ANSWER}; DROP FUNCTION {ASK};"
    + BEFORE.read_text()
    + f"REVOKE EXECUTE ON FUNCTION {ASK} FROM PUBLIC;"
    f"GRANT EXECUTE ON FUNCTION {ASK} TO vezne_app, vezne_jobs;" + handed_over(BY_KEY)
)


class Migration(migrations.Migration):
    dependencies = [("subscriptions", "0005_one_seller")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
