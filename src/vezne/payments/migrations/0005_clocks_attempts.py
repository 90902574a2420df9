"""The tries that were the clock's own before there was a column for it: their log says so."""

from django.db import migrations

# Row security binds the owner too; the wider role may see and write every row.
FROM_THE_LOG = """
SET LOCAL ROLE vezne_jobs;
UPDATE payments_attempt a SET is_automatic = true
FROM payments_attemptevent e
WHERE e.attempt_id = a.id AND e.kind = 'created' AND e.source = 'clock';
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_attempt_is_automatic")]
    operations = [migrations.RunSQL(FROM_THE_LOG, migrations.RunSQL.noop)]
