"""What stands in an account's log, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.core.turkish import fold
from vezne.web.desk.log_words import WORDS

ALL: dict[str, str | Promise] = {
    **WORDS,
    "account.details_changed": _("Hesap bilgileri değişti"),
    "account.identity_set": _("Kimlik bilgileri hesaba yazıldı"),
    "address.added": _("Fatura adresi eklendi"),
    "address.archived": _("Fatura adresi kaldırıldı"),
    "address.changed": _("Fatura adresi değişti"),
    "address.made_default": _("Varsayılan adres değişti"),
    "api_key.created": _("API anahtarı oluşturuldu"),
    "api_key.revoked": _("API anahtarı iptal edildi"),
    "notice.wishes_changed": _("Bildirim tercihleri değişti"),
    "application.approved": _("Başvuru onaylandı"),
    "application.destroyed": _("Başvuru belgeleri imha edildi"),
    "application.document": _("Başvuruya belge eklendi"),
    "application.document_destroyed": _("Başvuru belgesi imha edildi"),
    "application.document_seen": _("Başvuru belgesine bakıldı"),
    "application.dropped": _("Başvurudan belge çıkarıldı"),
    "application.filled": _("Başvuru bilgileri kaydedildi"),
    "application.opened": _("Başvuru taslağı açıldı"),
    "application.rejected": _("Başvuru reddedildi"),
    "application.returned": _("Başvuru geri gönderildi"),
    "application.sent": _("Başvuru gönderildi"),
    "application.taken": _("Başvuru incelemeye alındı"),
    "application.terms_set": _("Başvuru kuralları değişti"),
    "application.withdrawn": _("Başvuru geri çekildi"),
    "bank.notice_refused": _("Havale bildirimi reddedildi"),
    "bank.notice_sent": _("Havale bildirildi"),
    "bank.payer_forgotten": _("Bilinen gönderen unutuldu"),
    "bank.promised": _("Havaleyle ödeneceği bildirildi"),
    "bank.rules_changed": _("Banka eşleştirme kuralları değişti"),
    "bank.statement_begun": _("Banka ekstresi işlenmeye başladı"),
    "bank.statement_discarded": _("Banka ekstresinden vazgeçildi"),
    "bank.statement_uploaded": _("Banka ekstresi yüklendi"),
    "bank.task_closed": _("Banka işi kapatıldı"),
    "bank_account.added": _("Banka hesabı eklendi"),
    "bank_account.changed": _("Banka hesabı değişti"),
    "bank_account.feed_pull_set": _("Banka bağlantısı kuruldu"),
    "bank_account.feed_push_set": _("Banka bildirimi kuruldu"),
    "bank_account.feed_removed": _("Banka bağlantısı kaldırıldı"),
    "card.removed": _("Kart kaldırıldı"),
    "contact.added": _("İletişim bilgisi eklendi"),
    "contact.changed": _("İletişim bilgisi değişti"),
    "contact.removed": _("İletişim bilgisi kaldırıldı"),
    "current_account.terms_set": _("Cari hesap koşulları değişti"),
    "current_account.wallet_switch_set": _("Bakiyenin kendiliğinden kullanımı değişti"),
    "documents.integrator_active": _("Entegratör bağlantısı seçildi"),
    "documents.integrator_set": _("Entegratör bağlantısı kaydedildi"),
    "documents.issuer_active": _("Fatura düzenleyen seçildi"),
    "documents.issuer_set": _("Fatura düzenleyen kaydedildi"),
    "documents.logo_set": _("Belge logosu değişti"),
    "erasure.asked": _("Silinme istendi"),
    "erasure.declined": _("Silinme talebi reddedildi"),
    "erasure.done": _("Kişi silindi"),
    "erasure.withdrawn": _("Silinme talebinden vazgeçildi"),
    "invitation.accepted": _("Davet kabul edildi"),
    "invitation.created": _("Kullanıcı davet edildi"),
    "invitation.revoked": _("Davet geri alındı"),
    "late_charge.waived": _("Vade farkından vazgeçildi"),
    "ledger.month_closed": _("Ay kapatıldı"),
    "letter.answered": _("Mutabakat mektubu yanıtlandı"),
    "letter.sent": _("Mutabakat mektubu gönderildi"),
    "letter.withdrawn": _("Mutabakat mektubu geri çekildi"),
    "manual_entry.approved": _("Elle kayıt onaylandı"),
    "manual_entry.asked": _("Elle kayıt istendi"),
    "manual_entry.declined": _("Elle kayıt reddedildi"),
    "membership.changed": _("Kullanıcının rolü değişti"),
    "membership.ended": _("Kullanıcı çıkarıldı"),
    "membership.granted": _("Kullanıcı eklendi"),
    "order.placed": _("Sipariş verildi"),
    "password.call_centre": _("Çağrı merkezi şifre kodu gönderdi"),
    "password.changed": _("Şifre değişti"),
    "password.reset": _("Unutulan şifre yenilendi"),
    "payments.difference_explained": _("Mutabakat farkı açıklandı"),
    "payments.provider_added": _("Ödeme kuruluşu eklendi"),
    "payments.provider_changed": _("Ödeme kuruluşu değişti"),
    "payments.provider_moved": _("Ödeme kuruluşlarının sırası değişti"),
    "platform.changed": _("Platform değişti"),
    "portal_session.created": _("Dış panelden geçiş bağlantısı istendi"),
    "portal_session.used": _("Dış panelden geçildi"),
    "receivables.terms_set": _("Cari hesap kuralları değişti"),
    "seller.profile_changed": _("Marka ve kurallar değişti"),
    "signup.finished": _("Kayıt tamamlandı"),
    "text.published": _("Metnin yeni sürümü yayımlandı"),
    "user.email_changed": _("Kullanıcının e-postası değişti"),
    "webhook.added": _("Webhook eklendi"),
    "webhook.removed": _("Webhook kaldırıldı"),
    "webhook.replayed": _("Webhook yeniden gönderildi"),
}


def words_of(action: str) -> str | Promise:
    """An action in words; one without words shows its name."""
    return ALL.get(action, action)


def actions_like(text: str) -> list[str]:
    """The actions whose words or name hold what was typed."""
    wanted = fold(text)
    return [name for name, words in ALL.items() if wanted in fold(str(words)) or wanted in name]
