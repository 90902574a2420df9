"""The messages of orders and credits; as `messages`, in the same catalogue."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.flows.messages import SAMPLE
from vezne.notify.kinds import MessageKind

CREDITS_GRANTED = MessageKind(
    key="credits.granted",
    title=_("%(quantity)s kontör yüklendi"),
    paragraphs=(_("%(service)s için %(quantity)s kontörünüz kullanıma hazır."),),
    action=_("Paketlere git"),
    sample=SAMPLE,
)
QUOTA = MessageKind(
    key="credits.quota",
    title=_("Kontörünüzün yüzde %(percent)s kadarı kullanıldı"),
    paragraphs=(
        _("%(service)s için kalan: %(left)s kontör. Bittiğinde yeni paket almanız gerekir."),
    ),
    action=_("Kontör al"),
    is_urgent=True,
    sample=SAMPLE,
)
QUOTA_SPENT = MessageKind(
    key="credits.spent",
    title=_("%(service)s kontörünüz bitti"),
    paragraphs=(_("Sürdürmek için yeni bir kontör paketi alabilirsiniz."),),
    action=_("Kontör al"),
    is_urgent=True,
    sample=SAMPLE,
)
ORDER_PLACED = MessageKind(
    key="order.placed",
    title=_("Siparişiniz alındı: %(reference)s"),
    paragraphs=(
        _("%(service)s (%(plan)s) siparişiniz alındı."),
        _("Ödenecek tutar: %(amount)s (KDV dahil). Hizmetiniz ödemeden sonra açılır."),
    ),
    action=_("Ödemeye git"),
    sample=SAMPLE,
)
APPROVAL_WAITING = MessageKind(
    key="order.awaiting_approval",
    title=_("%(plan)s siparişiniz onay bekliyor"),
    paragraphs=(
        _("%(service)s (%(plan)s) siparişiniz alındı; satıcının onayından sonra açılacak."),
    ),
    action=_("Siparişlerime git"),
    sample=SAMPLE,
)
APPROVED = MessageKind(
    key="order.approved",
    title=_("%(plan)s siparişiniz onaylandı"),
    paragraphs=(_("%(service)s (%(plan)s) kullanıma hazır."), _("%(guide)s")),
    action=_("Hizmete git"),
    sample=SAMPLE | {"guide": "İlk adımlar: https://panel.example/kilavuzlar/art_…/"},
)
REJECTED = MessageKind(
    key="order.rejected",
    title=_("%(plan)s siparişiniz onaylanmadı"),
    paragraphs=(
        _("%(service)s (%(plan)s) siparişiniz onaylanmadı: %(reason)s."),
        _("%(amount)s bakiyenize aktarıldı."),
    ),
    action=_("Ödemelerime git"),
    is_legal=True,
    sample=SAMPLE,
)
EXPIRED = MessageKind(
    key="order.expired",
    title=_("%(service)s siparişinizin süresi doldu"),
    paragraphs=(
        _(
            "%(service)s (%(plan)s) siparişiniz süresinde ödenmediği için kapandı; sizden ücret"
            " alınmadı."
        ),
        _("Dilerseniz yeniden sipariş verebilirsiniz. Kapanan ödeme talebi: %(reference)s"),
    ),
    action=_("Paketlere bak"),
    sample=SAMPLE,
)
TEXTS_ACCEPTED = MessageKind(
    key="legal.accepted",
    title=_("Onayladığınız metinler: %(service)s"),
    paragraphs=(
        _("%(service)s (%(plan)s) satın alımında onayladığınız metinler aşağıdadır."),
        _("%(texts)s"),
    ),
    is_legal=True,
    sample=SAMPLE | {"texts": "Ön bilgilendirme formu …"},
)

ALL = (
    CREDITS_GRANTED, QUOTA, QUOTA_SPENT, ORDER_PLACED, APPROVAL_WAITING, APPROVED, REJECTED,
    EXPIRED, TEXTS_ACCEPTED,
)  # fmt: skip
"""What `config` registers at start."""
