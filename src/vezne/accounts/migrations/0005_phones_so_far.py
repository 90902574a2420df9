"""The phones that users have now were theirs since they joined, as far as anybody knows."""

from django.db import migrations

# The wider role, in the migration's own transaction: users are nobody's rows.
COPY = """
INSERT INTO accounts_userphone (user_id, phone, starts_at)
SELECT id, phone, joined_at FROM accounts_user WHERE phone <> '' ORDER BY id
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_userphone")]
    operations = [migrations.RunSQL(COPY, migrations.RunSQL.noop)]
