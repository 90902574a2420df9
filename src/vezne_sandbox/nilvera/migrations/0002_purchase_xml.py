"""Keep the XML of what others sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("nilvera", "0001_initial")]

    operations = [
        migrations.AddField(model_name="purchase", name="xml", field=models.TextField(default="")),
    ]
