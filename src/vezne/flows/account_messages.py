"""Messages about current accounts: letters, late charges, pay-outs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.notify.kinds import Group, MessageKind

SAMPLE = {
    "firm": "Çınar Mobilya",
    "amount": "1.198,80\u00a0₺",
    "day": "28.02.2026",
    "ends": "30.03.2026",
    "month": "02.2026",
    "note": "Bizde 1.000,00",
    "tail": "1326",
    "reason": "IBAN hesap sahibiyle uyuşmuyor",
    "due": "19.02.2026 10:43",
    "reference": "ÖT-7K3M9P2A",
}
LETTER_SENT = MessageKind(
    key="letter.sent",
    title=_("Mutabakat: %(day)s bakiyesi %(amount)s"),
    paragraphs=(
        _("%(firm)s cari hesabının %(day)s günü sonundaki bakiyesi kayıtlarımızda %(amount)s."),
        _("Mutabık olup olmadığınızı %(ends)s tarihine kadar bildirmenizi rica ederiz."),
        _("Yanıtlamak için giriş yapmanız gerekmez."),
    ),
    action=_("Mutabakatı yanıtla"),
    is_legal=True,
    sample=SAMPLE,
)
LETTER_AGREED = MessageKind(
    key="letter.agreed",
    title=_("%(firm)s mutabık: %(day)s, %(amount)s"),
    paragraphs=(_("%(firm)s, %(day)s tarihli %(amount)s bakiyede mutabık olduğunu bildirdi."),),
    action=_("Mektuba git"),
    group=Group.WORK,
    sample=SAMPLE,
)
LETTER_DISAGREED = MessageKind(
    key="letter.disagreed",
    title=_("%(firm)s mutabık değil: %(day)s, %(amount)s"),
    paragraphs=(
        _("%(firm)s, %(day)s tarihli %(amount)s bakiyede mutabık olmadığını bildirdi."),
        _("Notu: %(note)s"),
    ),
    action=_("Mektuba git"),
    is_urgent=True,
    group=Group.WORK,
    sample=SAMPLE,
)
LATE_CHARGED = MessageKind(
    key="late_charge.charged",
    title=_("%(month)s dönemi vade farkı: %(amount)s"),
    paragraphs=(
        _("Vadesinden sonra ödenen veya ödenmemiş talepleriniz için vade farkı hesaplandı."),
        _("Ödenecek tutar: %(amount)s (KDV dahil). Belge: %(reference)s"),
    ),
    action=_("Öde"),
    is_legal=True,
    sample=SAMPLE,
)
PAYOUT_ASKED = MessageKind(
    key="payout.asked",
    title=_("%(firm)s bakiyesinden %(amount)s istiyor"),
    paragraphs=(_("Tutar ayrıldı. Onaylayıp bankadan gönderin veya nedeniyle reddedin."),),
    action=_("İsteğe git"),
    group=Group.WORK,
    sample=SAMPLE,
)
PAYOUT_SENT = MessageKind(
    key="payout.sent",
    title=_("%(amount)s banka hesabınıza gönderildi"),
    paragraphs=(_("Bakiyenizden istediğiniz %(amount)s, sonu %(tail)s olan IBAN'a gönderildi."),),
    action=_("Cari hesabıma git"),
    is_legal=True,
    sample=SAMPLE,
)
PAYOUT_REFUSED = MessageKind(
    key="payout.refused",
    title=_("%(amount)s para çekme isteğiniz reddedildi"),
    paragraphs=(
        _("Sonu %(tail)s olan IBAN'a %(amount)s isteğiniz reddedildi: %(reason)s."),
        _("Tutar yeniden bakiyenizde."),
    ),
    action=_("Cari hesabıma git"),
    is_legal=True,
    sample=SAMPLE,
)
ALL = (
    LETTER_SENT, LETTER_AGREED, LETTER_DISAGREED, LATE_CHARGED, PAYOUT_ASKED, PAYOUT_SENT,
    PAYOUT_REFUSED,
)  # fmt: skip
"""What `config` registers at start."""
