"""The messages of applications; as `messages`, in the same catalogue."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.notify.kinds import Group, MessageKind

SAMPLE = {
    "firm": "Çınar Mobilya",
    "number": 1001,
    "title": "Kullanıcı ekleme",
    "reason": "Kimliğin arka yüzü okunmuyor.",
    "buyer": "Çınar Mobilya",
    "author": "Deniz Kaya",
}
RECEIVED = MessageKind(
    key="application.received",
    title=_("Başvurunuz alındı: #%(number)s %(title)s"),
    paragraphs=(_("Başvurunuzu inceleyip sonucunu bildireceğiz."),),
    action=_("Başvuruyu aç"),
    sample=SAMPLE,
)
FOR_YOU = MessageKind(
    key="application.for_you",
    title=_("Sizin adınıza bir başvuru hazırlandı: #%(number)s"),
    paragraphs=(
        _("%(author)s hesabınız adına bir başvuru başlattı."),
        _("Bunu siz istemediyseniz başvurunun sayfasından geri çekin."),
    ),
    action=_("Başvuruyu aç"),
    sample=SAMPLE,
)
RETURNED = MessageKind(
    key="application.returned",
    title=_("Başvurunuzda eksik var: #%(number)s %(title)s"),
    paragraphs=(
        _("Başvurunuzu sonuçlandırabilmek için sizden bir şey bekliyoruz:"),
        "%(reason)s",
        _("Başvurunun sayfasında tamamlayıp yeniden gönderin."),
    ),
    action=_("Tamamla"),
    sample=SAMPLE,
)
APPROVED = MessageKind(
    key="application.approved",
    title=_("Başvurunuz onaylandı: #%(number)s %(title)s"),
    paragraphs=(_("Başvurunuz onaylandı ve istediğiniz değişiklik yapıldı."),),
    action=_("Başvuruyu aç"),
    sample=SAMPLE,
)
REJECTED = MessageKind(
    key="application.rejected",
    title=_("Başvurunuz kabul edilmedi: #%(number)s %(title)s"),
    paragraphs=(
        _("Nedeni:"),
        "%(reason)s",
        _("Gerekirse yeni bir başvuru yapabilirsiniz."),
    ),
    action=_("Başvuruyu aç"),
    sample=SAMPLE,
)
NEW = MessageKind(
    key="application.new",
    group=Group.WORK,
    title=_("Yeni başvuru: #%(number)s %(title)s"),
    paragraphs=(_("%(buyer)s başvurdu; inceleyip karar verin."),),
    action=_("İncele"),
    sample=SAMPLE,
)
BY_MAIL = MessageKind(
    key="application.by_mail",
    group=Group.WORK,
    title=_("E-postayla gelen başvuru: #%(number)s"),
    paragraphs=(_("%(buyer)s hesabından gelen e-posta taslak oldu; türünü seçip tamamlayın."),),
    action=_("Taslağı aç"),
    sample=SAMPLE,
)
WITHDRAWN = MessageKind(
    key="application.withdrawn",
    group=Group.WORK,
    title=_("Başvuru geri çekildi: #%(number)s %(title)s"),
    paragraphs=(_("%(buyer)s başvurusundan vazgeçti; yapmanız gereken bir şey yok."),),
    action=_("Başvuruyu aç"),
    by_mail=False,
    sample=SAMPLE,
)
ALL = (RECEIVED, FOR_YOU, RETURNED, APPROVED, REJECTED, NEW, BY_MAIL, WITHDRAWN)
