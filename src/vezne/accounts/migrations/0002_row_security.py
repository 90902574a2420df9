"""An account sees its own rows only; two narrow questions are answered across accounts."""

from django.db import migrations

from vezne.core.scope import EnableRowSecurity

# Asked before any scope is known. They run as the wider role and answer nothing but this, so web
# requests need not become that role for it. To hand them over, that role must for a moment be
# allowed to create in the schema.
FUNCTIONS = """
CREATE FUNCTION vezne_seats(of_user bigint) RETURNS TABLE (
    account_id bigint, public_id varchar, number integer, name varchar, kind varchar,
    is_seller boolean, is_operator boolean, role varchar, scopes jsonb
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.public_id, a.number, a.name, a.kind, a.is_seller, a.is_operator, m.role, m.scopes
    FROM accounts_membership m JOIN accounts_account a ON a.id = m.account_id
    WHERE m.user_id = of_user AND m.ended_at IS NULL
    ORDER BY m.id
$$;
CREATE FUNCTION vezne_api_key(hash varchar) RETURNS TABLE (
    id bigint, public_id varchar, account_id bigint, name varchar,
    scopes varchar[], return_origins varchar[]
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT k.id, k.public_id, k.account_id, k.name, k.scopes, k.return_origins
    FROM accounts_apikey k WHERE k.secret_hash = hash AND k.revoked_at IS NULL
$$;
REVOKE EXECUTE ON FUNCTION vezne_seats(bigint), vezne_api_key(varchar) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION vezne_seats(bigint), vezne_api_key(varchar) TO vezne_app, vezne_jobs;
GRANT CREATE ON SCHEMA public TO vezne_jobs;
ALTER FUNCTION vezne_seats(bigint) OWNER TO vezne_jobs;
ALTER FUNCTION vezne_api_key(varchar) OWNER TO vezne_jobs;
REVOKE CREATE ON SCHEMA public FROM vezne_jobs;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("core", "0002_functions")]
    operations = [
        EnableRowSecurity("accounts_address", "account"),
        EnableRowSecurity("accounts_membership", "account"),
        EnableRowSecurity("accounts_apikey", "account"),
        EnableRowSecurity("accounts_portalsession", "account"),
        migrations.RunSQL(
            FUNCTIONS, "DROP FUNCTION vezne_seats(bigint); DROP FUNCTION vezne_api_key(varchar);"
        ),
    ]
