"""Texts of a sign-up."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0003_one_seller"),
    ]

    operations = [
        migrations.AlterField(
            model_name="legaltext",
            name="kind",
            field=models.CharField(
                choices=[
                    ("pre_information", "Ön bilgilendirme formu"),
                    ("distance_sale", "Mesafeli satış sözleşmesi"),
                    ("card_storing", "Kart saklama ve otomatik yenileme onayı"),
                    ("membership", "Üyelik sözleşmesi"),
                    ("privacy", "KVKK aydınlatma metni"),
                    ("marketing", "Ticari elektronik ileti onayı"),
                ],
                max_length=16,
            ),
        ),
    ]
