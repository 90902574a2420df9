"""A movement may be taken out of a wrong account again; that it left a debt is a task."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("banking", "0007_bank_days")]

    operations = [
        migrations.AddField(
            "movement", "rounds", models.PositiveSmallIntegerField(db_default=0, default=0)
        ),
        migrations.AlterField(
            "banktask",
            "kind",
            models.CharField(
                choices=[
                    ("reversal_debt", "Geri alınan para borç oluşturdu"),
                    ("unassigned_debt", "Yanlış yazılan havale borç bıraktı"),
                    ("reversal_unknown", "Geri alınan hareket bulunamadı"),
                    ("late", "Hareket geç geldi"),
                    ("feed_silent", "Banka sorgusu yanıt vermiyor"),
                    ("gap", "Ekstrede boşluk"),
                    ("stuck", "Hareket işlenemedi"),
                    ("day", "Gün sonu bakiyesi uyuşmuyor"),
                ],
                max_length=16,
            ),
        ),
    ]
