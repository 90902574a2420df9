"""The messages of payments, cards and the balance; as `messages`, in the same catalogue."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.flows.messages import SAMPLE
from vezne.notify.kinds import MessageKind

PAYMENT_RECEIVED = MessageKind(
    key="payment.received",
    title=_("Ödemeniz alındı: %(amount)s"),
    paragraphs=(
        _("%(service)s (%(plan)s) için %(amount)s ödemeniz %(card)s ile alındı."),
        _("Ödeme talebi: %(reference)s"),
    ),
    action=_("Ödemelerime git"),
    is_legal=True,
    sample=SAMPLE,
)
SURPLUS = MessageKind(
    key="payment.surplus",
    title=_("%(amount)s bakiyenize eklendi"),
    paragraphs=(
        _(
            "%(reference)s için %(amount)s fazladan alındı; bu tutar bakiyenize eklendi."
            " Sonraki ödemenizde kullanabilir veya iadesini isteyebilirsiniz."
        ),
    ),
    action=_("Ödemelerime git"),
    is_legal=True,
    sample=SAMPLE,
)
LOADED = MessageKind(
    key="wallet.loaded",
    title=_("Bakiyenize %(amount)s yüklendi"),
    paragraphs=(
        _("%(card)s ile yaptığınız %(amount)s ödeme bakiyenize eklendi."),
        _("Bakiyenizi ödeme sayfasında kullanabilirsiniz."),
    ),
    action=_("Cari hesabıma git"),
    is_legal=True,
    sample=SAMPLE,
)
DEBT_PAID = MessageKind(
    key="wallet.debt_paid",
    title=_("%(debt)s borcunuza sayıldı"),
    paragraphs=(
        _(
            "Bakiyenize gelen %(amount)s tutarın %(debt)s kısmı, geri alınan bir ödemeden kalan"
            " borcunuza sayıldı; %(rest)s bakiyenize eklendi."
        ),
    ),
    action=_("Cari hesabıma git"),
    is_legal=True,
    sample=SAMPLE | {"debt": "300,00\u00a0₺", "rest": "898,80\u00a0₺"},
)
CARD_FAILED = MessageKind(
    key="payment.card_failed",
    title=_("Kayıtlı kartınızdan ödeme alınamadı"),
    paragraphs=(
        _("%(service)s (%(plan)s) için %(amount)s, %(card)s kartından alınamadı: %(reason)s."),
        _("%(next_try)s tarihinde yeniden denenecek. Dilerseniz şimdi başka kartla ödeyin."),
    ),
    action=_("Başka kartla öde"),
    is_urgent=True,
    is_legal=True,
    sms=_("%(brand)s: %(amount)s kayıtlı kartınızdan alınamadı. Yeniden deneme: %(next_try)s"),
    sample=SAMPLE,
)
CARD_STOPPED = MessageKind(
    key="payment.card_stopped",
    title=_("Kayıtlı kartınızdan ödeme alınamıyor"),
    paragraphs=(
        _("%(service)s (%(plan)s) için %(amount)s, %(card)s kartından alınamadı: %(reason)s."),
        _("Bu kart artık denenmeyecek. Kesinti olmaması için başka kartla ödeyin."),
    ),
    action=_("Başka kartla öde"),
    is_urgent=True,
    is_legal=True,
    sample=SAMPLE,
)
DETAILS_MISSING = MessageKind(
    key="payment.details_missing",
    title=_("Kayıtlı kartınızdan ödeme alınamadı: %(missing)s eksik"),
    paragraphs=(
        _(
            "%(service)s (%(plan)s) için %(amount)s kayıtlı kartınızdan alınacaktı; bunun için"
            " gereken bilgi eksik: %(missing)s."
        ),
        _(
            "Eksik bilgiyi Fatura Adresleri sayfasından ekleyin: ödeme ardından kendiliğinden"
            " alınır. Son ödeme: %(shut_off)s."
        ),
    ),
    action=_("Adres ekle"),
    is_urgent=True,
    is_legal=True,
    sample=SAMPLE | {"missing": "fatura adresi"},
)
CARD_EXPIRING = MessageKind(
    key="card.expiring",
    title=_("Kayıtlı kartınızın süresi doluyor"),
    paragraphs=(
        _(
            "%(card)s kartınızın süresi %(ends)s sonunda doluyor; otomatik yenileme bu karttan"
            " yapılıyor."
        ),
        _("Kesinti olmaması için yeni kartınızı bir sonraki ödemede kaydedin."),
    ),
    action=_("Kartlarıma git"),
    sample=SAMPLE | {"ends": "11/2026"},
)

ALL = (
    PAYMENT_RECEIVED, SURPLUS, LOADED, DEBT_PAID, CARD_FAILED, CARD_STOPPED, DETAILS_MISSING,
    CARD_EXPIRING,
)  # fmt: skip
"""What `config` registers at start."""
