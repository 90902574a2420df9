"""Whose rows: documents of a trade by both sides, settings by the seller; what is numbered stays."""

from django.db import migrations

from vezne.core.schema import AppendOnly
from vezne.core.scope import EnableRowSecurity, NarrowToSeller

TRADE_TABLES = ("document", "documentevent", "incomingdocument")
SELLER_TABLES = ("issuer", "series", "integratoraccount")

NUMBERED_STAYS = """
CREATE FUNCTION edocuments_numbered_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.number <> '' AND (
        TG_OP = 'DELETE'
        OR (NEW.number, NEW.issued_on, NEW.issued_at, NEW.ettn, NEW.invoice_id, NEW.xml_sha256)
           IS DISTINCT FROM
           (OLD.number, OLD.issued_on, OLD.issued_at, OLD.ettn, OLD.invoice_id, OLD.xml_sha256)
        OR (NEW.net_minor, NEW.tax_minor, NEW.withheld_minor, NEW.total_minor, NEW.currency)
           IS DISTINCT FROM
           (OLD.net_minor, OLD.tax_minor, OLD.withheld_minor, OLD.total_minor, OLD.currency)
    ) THEN
        RAISE EXCEPTION 'document % is numbered and does not change', OLD.number;
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;
CREATE TRIGGER numbered_stays BEFORE UPDATE OR DELETE ON edocuments_document
    FOR EACH ROW EXECUTE FUNCTION edocuments_numbered_stays();
CREATE FUNCTION edocuments_series_goes_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.last_number = 0 THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'DELETE' OR NEW.last_number NOT IN (OLD.last_number, OLD.last_number + 1)
       OR NEW.last_on < OLD.last_on
       OR (NEW.seller_id, NEW.letters, NEW.year)
          IS DISTINCT FROM (OLD.seller_id, OLD.letters, OLD.year) THEN
        RAISE EXCEPTION 'series % of % goes up by one', OLD.letters, OLD.year;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER goes_up BEFORE UPDATE OR DELETE ON edocuments_series
    FOR EACH ROW EXECUTE FUNCTION edocuments_series_goes_up();
"""
REVERSE = """
DROP TRIGGER goes_up ON edocuments_series; DROP FUNCTION edocuments_series_goes_up();
DROP TRIGGER numbered_stays ON edocuments_document; DROP FUNCTION edocuments_numbered_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("edocuments", "0001_initial"), ("core", "0004_only_seller")]
    operations = [
        *(EnableRowSecurity(f"edocuments_{name}", "trade") for name in TRADE_TABLES),
        *(EnableRowSecurity(f"edocuments_{name}", "seller") for name in SELLER_TABLES),
        *(NarrowToSeller(f"edocuments_{name}") for name in (*TRADE_TABLES, *SELLER_TABLES)),
        AppendOnly("edocuments_documentevent"),
        migrations.RunSQL(NUMBERED_STAYS, REVERSE),
    ]
