"""The messages about what a seller writes; as `messages`, in the same catalogue.

Announcements are about what a buyer has (maintenance, changes). News and offers are advertising in
the sense of Law 6563: outside the panel they go only to people who consented to that seller.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.notify.kinds import Group, MessageKind

SAMPLE = {
    "firm": "Çınar Mobilya",
    "brand": "Kule",
    "title": "21 Şubat 02.00–04.00 planlı bakım",
    "text": "Bu saatlerde panelimiz kısa süre kapalı kalabilir; gönderimleriniz sıraya alınır.",
}
OF_NEWS = {**SAMPLE, "title": "Yeni raporlar", "text": "Gönderim raporlarına saat kırılımı geldi."}
OF_OFFER = {
    **SAMPLE,
    "title": "Şubat indirimi",
    "text": "Şubat sonuna kadar %20 indirim.",
}
BY_CONSENT = _(
    "Bu iletiyi %(brand)s için verdiğiniz ticari elektronik ileti onayına (6563 sayılı Kanun)"
    " dayanarak aldınız; onayınızı dilediğiniz an geri alabilirsiniz."
)
ANNOUNCED = MessageKind(
    key="announcement.published",
    title=_("Duyuru: %(title)s"),
    paragraphs=("%(text)s",),
    action=_("Duyuruyu oku"),
    sample=SAMPLE,
)
CHANGED = MessageKind(
    key="announcement.changed",
    title=_("Duyuru güncellendi: %(title)s"),
    paragraphs=("%(text)s",),
    action=_("Duyuruyu oku"),
    sample=SAMPLE,
)
NEWS = MessageKind(
    key="news.published",
    title=_("Haber: %(title)s"),
    paragraphs=("%(text)s", BY_CONSENT),
    action=_("Haberi oku"),
    sample=OF_NEWS,
    group=Group.OFFERS,
)
OFFER = MessageKind(
    key="offer.published",
    title=_("Kampanya: %(title)s"),
    paragraphs=("%(text)s", BY_CONSENT),
    action=_("Kampanyayı gör"),
    sample=OF_OFFER,
    group=Group.OFFERS,
)
ALL = (ANNOUNCED, CHANGED, NEWS, OFFER)
"""What `config` registers at start."""
