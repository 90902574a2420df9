"""A scope may be narrowed to what one seller sells; the log is then nobody's business."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION vezne_only_seller() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('vezne.only_seller', true), '')::bigint $$;
"""

AUDIT = """
CREATE POLICY narrowed ON core_auditentry AS RESTRICTIVE FOR SELECT TO vezne_app
    USING (vezne_only_seller() IS NULL);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_job_failure")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION vezne_only_seller();"),
        migrations.RunSQL(AUDIT, "DROP POLICY narrowed ON core_auditentry;"),
    ]
