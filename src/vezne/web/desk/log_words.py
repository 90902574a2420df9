"""The audit log in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.core.models import AuditEntry

WORDS: dict[str, str | Promise] = {
    "account.created": _("Hesap açıldı"),
    "buyer.opened": _("Alıcı olarak eklendi"),
    "seller.made": _("Satıcı yapıldı"),
    "subscription.started": _("Hizmet başlatıldı"),
    "subscription.blocked": _("Hizmet durduruldu"),
    "subscription.unblocked": _("Durdurma kaldırıldı"),
    "subscription.cancel_asked": _("İptal istendi"),
    "subscription.resumed": _("İptalden vazgeçildi"),
    "subscription.ended": _("Hizmet sona erdirildi"),
    "invoice.voided": _("Ödeme talebi iptal edildi"),
    "invoice.deadline_set": _("Son ödeme zamanı değişti"),
    "invoice.address_mended": _("Belgedeki alıcı bilgileri düzeltildi"),
    "document.retried": _("Belge yeniden denendi"),
    "document.replaced": _("Belgenin yerine yenisi istendi"),
    "document.abandoned": _("Belgenin numarasından vazgeçildi"),
    "document.mailed_again": _("Belge yeniden e-postalandı"),
    "document.cancelled": _("Belge iptal edildi"),
    "document.slip": _("Gider pusulası düzenlendi"),
    "document.incoming": _("Alıcının iade faturası kaydedildi"),
    "representative.set": _("Müşteri temsilcisi değişti"),
    "task.added": _("İş eklendi"),
    "task.done": _("İş tamamlandı"),
    "task.reopened": _("İş yeniden açıldı"),
    "coupon.removed": _("Kupon kaldırıldı"),
    "refund.requested": _("İade istendi"),
    "bank.assigned": _("Elle bir hesaba yazıldı"),
    "bank.split": _("Birden çok hesaba bölündü"),
    "bank.unassigned": _("Yanlış hesaptan geri alındı"),
    "bank.reversal_resolved": _("Hangi hareketi geri aldığı seçildi"),
    "bank.returned": _("İade edilecek olarak işaretlendi"),
    "bank.put_back": _("Kuyruğa geri alındı"),
    "visit.begun": _("Panele müşteri gözüyle bakıldı"),
    "visit.ended": _("Müşteri gözüyle bakış bitti"),
    "bank.ignored": _("Müşteri parası olmadığı işaretlendi"),
    "announcement.added": _("Duyuru yazıldı"),
    "announcement.changed": _("Duyuru değişti"),
    "announcement.published": _("Duyuru yayımlandı"),
    "announcement.withdrawn": _("Duyuru yayından kaldırıldı"),
    "article.added": _("Yazı eklendi"),
    "article.changed": _("Yazı değişti"),
    "article.published": _("Yazı yayımlandı"),
    "article.withdrawn": _("Yazı yayından kaldırıldı"),
    "article.moved": _("Yazının sırası değişti"),
    "article.removed": _("Yazı silindi"),
    "topic.added": _("Konu başlığı eklendi"),
    "topic.changed": _("Konu başlığı değişti"),
    "topic.moved": _("Konu başlığının sırası değişti"),
    "topic.removed": _("Konu başlığı silindi"),
    "picture.added": _("Resim eklendi"),
}


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A line of the log."""

    at: datetime
    words: str | Promise
    actor: str
    subject: str
    reason: str


def shown_log(entries: Sequence[AuditEntry]) -> list[ShownEntry]:
    """Entries as the page shows them; an action without words shows its name."""
    return [
        ShownEntry(
            at=entry.at,
            words=WORDS.get(entry.action, entry.action),
            actor=entry.actor_label,
            subject=entry.subject,
            reason=str(entry.details.get("reason", "") or entry.details.get("note", "")),
        )
        for entry in entries
    ]
