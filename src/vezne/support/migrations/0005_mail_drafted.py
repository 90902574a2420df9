"""A mail may become the draft of an application."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0004_mail_rules"),
    ]

    operations = [
        migrations.AlterField(
            model_name="inboundmail",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no_ticket", "Bir talebe yanıt değil"),
                    ("application", "Başvuru adresine, tanınmayan bir gönderenden"),
                    ("wrong_token", "Yanıt adresi tanınmıyor"),
                    ("unreadable", "İleti okunamadı"),
                    ("empty", "İletide yazı ya da alınabilen dosya yok"),
                    ("too_many", "Bu talebe kısa sürede çok ileti geldi"),
                    ("auto_reply", "Otomatik yanıt"),
                    ("bounce", "Ulaşmadı bildirimi"),
                    ("loop", "Bizim gönderdiğimiz ileti geri geldi"),
                    ("bulk", "Toplu gönderi"),
                    ("list", "Posta listesi"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="inboundmail",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "Okunuyor"),
                    ("taken", "Talebe yazıldı"),
                    ("drafted", "Başvuru taslağı oldu"),
                    ("waiting", "Bekliyor"),
                    ("ignored", "Alınmadı"),
                    ("discarded", "Atıldı"),
                ],
                max_length=10,
            ),
        ),
    ]
