"""Public ids are never searched by their beginning; the index for it was written with every row."""

from django.db import migrations

DROP = """
DO $$
DECLARE
    v_name text;
BEGIN
    FOR v_name IN SELECT indexname FROM pg_indexes
                  WHERE schemaname = current_schema() AND indexname ~ '_public_id_[0-9a-f]+_like$' LOOP
        EXECUTE format('DROP INDEX %I', v_name);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0004_only_seller")]
    operations = [migrations.RunSQL(DROP, migrations.RunSQL.noop)]
