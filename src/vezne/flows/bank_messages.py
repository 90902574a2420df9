"""The messages of bank transfers; as `messages`, in the same catalogue."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.notify.kinds import MessageKind

SAMPLE = {
    "firm": "Çınar Mobilya",
    "amount": "1.198,80\u00a0₺",
    "reference": "ÖT-7K3M9P2A",
    "due": "19.02.2026",
    "begun": "ÖT-4C9D3H6E",
    "owed": "598,80\u00a0₺",
    "rest": "301,20\u00a0₺",
    "reason": "Geri alınan para borç oluşturdu",
    "buyer": "Çınar Mobilya",
}

LOADED = MessageKind(
    key="transfer.loaded",
    title=_("Havaleniz geldi: %(amount)s"),
    paragraphs=(_("%(amount)s tutarındaki havaleniz hesabınıza geçti ve bakiyenize eklendi."),),
    action=_("Cari hesabım"),
    sample=SAMPLE,
)
USED = MessageKind(
    key="transfer.used",
    title=_("Havaleniz geldi: %(amount)s"),
    paragraphs=(_("%(amount)s tutarındaki havaleniz hesabınıza geçti; %(reference)s ödendi."),),
    action=_("Ödemelerim"),
    sample=SAMPLE,
)
OVER = MessageKind(
    key="transfer.over",
    title=_("Havaleniz geldi: %(amount)s"),
    paragraphs=(
        _(
            "%(amount)s tutarındaki havaleniz hesabınıza geçti; %(reference)s ödendi,"
            " artan %(rest)s bakiyenize eklendi."
        ),
    ),
    action=_("Ödemelerim"),
    sample=SAMPLE,
)
PART = MessageKind(
    key="transfer.part",
    title=_("Havaleniz geldi: %(amount)s, kalan %(owed)s"),
    paragraphs=(
        _(
            "%(amount)s tutarındaki havaleniz hesabınıza geçti. %(begun)s için %(owed)s daha"
            " ödemeniz gerekiyor."
        ),
        _("Kalanı aynı açıklamayla gönderebilir ya da kartla ödeyebilirsiniz."),
    ),
    action=_("Ödemelerim"),
    sample=SAMPLE,
)
REVERSED = MessageKind(
    key="transfer.reversed",
    title=_("Banka %(amount)s tutarındaki havaleyi geri aldı"),
    paragraphs=(
        _(
            "%(due)s tarihli %(amount)s tutarındaki havaleniz bankanız tarafından geri alındı."
            " Tutar bakiyenizden düşüldü; bakiyenin yetmediği kısım borcunuza eklendi."
        ),
    ),
    action=_("Ödemelerim"),
    is_urgent=True,
    is_legal=True,
    sample=SAMPLE,
)
MOVED = MessageKind(
    key="transfer.moved",
    title=_("Hesabınıza yazılan %(amount)s geri alındı"),
    paragraphs=(
        _(
            "Hesabınıza yazılan %(due)s tarihli %(amount)s başka bir ödemeye ait olduğu için geri"
            " alındı. Tutar bakiyenizden düşüldü."
        ),
    ),
    action=_("Cari hesabım"),
    is_urgent=True,
    is_legal=True,
    sample=SAMPLE,
)
MOVED_DEBT = MessageKind(
    key="transfer.moved_debt",
    title=_("Hesabınıza yazılan %(amount)s geri alındı"),
    paragraphs=(
        _(
            "Hesabınıza yazılan %(due)s tarihli %(amount)s başka bir ödemeye ait olduğu için geri"
            " alındı. Bakiyenizde olan düşüldü; bakiyenizin yetmediği %(owed)s borcunuza eklendi."
        ),
        _(
            "Bu tutarla ödenmiş faturalarınız ödenmiş kalır; bir sonraki ödemeniz önce bu borca"
            " sayılır."
        ),
    ),
    action=_("Cari hesabım"),
    is_urgent=True,
    is_legal=True,
    sample=SAMPLE,
)
NOT_FOUND = MessageKind(
    key="transfer.not_found",
    title=_("Bildirdiğiniz %(amount)s tutarındaki havale bulunamadı"),
    paragraphs=(
        _("Bildirdiğiniz %(amount)s tutarındaki havale hesaplarımızda bulunamadı."),
        _("Açıklama: %(reason)s"),
    ),
    action=_("Ödemelerim"),
    sample=SAMPLE,
)
TASK = MessageKind(
    key="bank.task",
    title=_("Banka hareketi bakmanızı bekliyor: %(reason)s"),
    paragraphs=(_("%(amount)s tutarındaki banka hareketi için: %(reason)s."),),
    action=_("Banka hareketleri"),
    is_urgent=True,
    sample=SAMPLE,
)
NOTICE = MessageKind(
    key="bank.notice",
    title=_("%(buyer)s havale bildirdi: %(amount)s"),
    paragraphs=(_("%(buyer)s, %(amount)s tutarında havale yaptığını bildirdi."),),
    action=_("Banka hareketleri"),
    sample=SAMPLE,
)
ALL = (LOADED, USED, OVER, PART, REVERSED, MOVED, MOVED_DEBT, NOT_FOUND, TASK, NOTICE)
