"""What the database itself needs: whose rows are meant, Turkish order, refusals, the cache."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.turkish import TR_KEY_SQL

FUNCTIONS = """
CREATE FUNCTION vezne_buyer() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('vezne.buyer', true), '')::bigint $$;
CREATE FUNCTION vezne_seller() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT nullif(current_setting('vezne.seller', true), '')::bigint $$;
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;
"""

CACHE = """
CREATE TABLE core_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX core_cache_expires ON core_cache (expires);
"""

AUDIT = """
ALTER TABLE core_auditentry ENABLE ROW LEVEL SECURITY;
ALTER TABLE core_auditentry FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON core_auditentry FOR SELECT TO vezne_app
    USING (account_id = vezne_buyer() OR account_id = vezne_seller());
CREATE POLICY writable ON core_auditentry FOR INSERT TO vezne_app WITH CHECK (true);
CREATE POLICY system_rows ON core_auditentry TO vezne_jobs USING (true) WITH CHECK (true);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "DROP FUNCTION vezne_buyer(); DROP FUNCTION vezne_seller();"
            " DROP FUNCTION refuse_change();",
        ),
        migrations.RunSQL(TR_KEY_SQL, "DROP FUNCTION tr_key(text);"),
        migrations.RunSQL(CACHE, "DROP TABLE core_cache;"),
        migrations.RunSQL(AUDIT, migrations.RunSQL.noop),
        AppendOnly("core_auditentry"),
    ]
