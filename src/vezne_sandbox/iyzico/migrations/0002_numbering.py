from django.db import migrations


class Migration(migrations.Migration):
    """Numbers start where iyzico's published examples stand, so that ids look like ids."""

    dependencies = [("iyzico", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE iyzico_payment ALTER COLUMN id RESTART WITH 22416033;"
            "ALTER TABLE iyzico_payment_item ALTER COLUMN id RESTART WITH 24000101;"
            "ALTER TABLE iyzico_reversal ALTER COLUMN id RESTART WITH 31000201;",
            migrations.RunSQL.noop,
        )
    ]
