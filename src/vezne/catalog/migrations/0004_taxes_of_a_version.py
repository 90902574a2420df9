"""A product names its taxes besides KDV, and what is sold keeps them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0003_one_seller"),
    ]

    operations = [
        migrations.AddField(
            model_name="packversion",
            name="exemption_code",
            field=models.CharField(blank=True, default="", max_length=3),
        ),
        migrations.AddField(
            model_name="packversion",
            name="oiv_rate_bp",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="packversion",
            name="withholding_code",
            field=models.CharField(blank=True, default="", max_length=3),
        ),
        migrations.AddField(
            model_name="planversion",
            name="exemption_code",
            field=models.CharField(blank=True, default="", max_length=3),
        ),
        migrations.AddField(
            model_name="planversion",
            name="oiv_rate_bp",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="planversion",
            name="withholding_code",
            field=models.CharField(blank=True, default="", max_length=3),
        ),
        migrations.AddField(
            model_name="product",
            name="exemption_code",
            field=models.CharField(blank=True, default="", max_length=3),
        ),
        migrations.AddField(
            model_name="product",
            name="oiv_rate_bp",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="product",
            name="withholding_code",
            field=models.CharField(blank=True, default="", max_length=3),
        ),
    ]
