"""The messages of services: reminders, warnings, shut-off, changes; and the sale's sample.

Amounts and dates come into the context as finished words (`wording`), so one sentence reads the
same in a mail, behind the bell and in the preview.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.notify.kinds import MessageKind

SAMPLE = {
    "firm": "Çınar Mobilya",
    "platform": "MesajKule",
    "service": "MesajKule Panel Kullanımı",
    "plan": "Profesyonel Aylık",
    "amount": "1.198,80\u00a0₺",
    "due": "19.02.2026 10:43",
    "shut_off": "26.02.2026 10:43",
    "days": 3,
    "hours": 6,
    "reference": "ÖT-7K3M9P2A",
    "card": "VISA •••• 0008",
    "reason": "Kart limiti yetersiz",
    "next_try": "22.02.2026",
    "ends": "19.03.2026 10:43",
    "quantity": "5.000",
    "percent": 80,
    "left": "1.000",
    "new_plan": "Profesyonel Yıllık",
    "texts": "",
}

INVOICE_OPENED = MessageKind(
    key="invoice.opened",
    title=_("%(service)s için yeni dönem ödemesi: %(amount)s"),
    paragraphs=(
        _(
            "%(platform)s üzerindeki %(service)s (%(plan)s) hizmetinizin yeni dönemi %(due)s"
            " tarihinde başlıyor."
        ),
        _("Ödenecek tutar: %(amount)s (KDV dahil). Son ödeme: %(shut_off)s."),
    ),
    action=_("Öde"),
    sample=SAMPLE,
)
REMINDER = MessageKind(
    key="invoice.reminder",
    title=_("%(service)s ödemenize %(days)s gün kaldı"),
    paragraphs=(
        _("%(service)s (%(plan)s) hizmetinizin yeni dönemi %(due)s tarihinde başlıyor."),
        _("Ödenecek tutar: %(amount)s (KDV dahil)."),
    ),
    action=_("Şimdi öde"),
    sample=SAMPLE,
)
DUE_TODAY = MessageKind(
    key="invoice.due_today",
    title=_("%(service)s ödemenizin günü bugün"),
    paragraphs=(
        _("%(service)s (%(plan)s) için %(amount)s ödemeniz bugün bekleniyor."),
        _("Ödeme %(shut_off)s anına kadar yapılmazsa %(platform)s panelinizin modülleri kapanır."),
    ),
    action=_("Şimdi öde"),
    is_legal=True,
    sample=SAMPLE,
)
OVERDUE = MessageKind(
    key="invoice.overdue",
    title=_("%(service)s ödemeniz gecikti: %(days)s gün kaldı"),
    paragraphs=(
        _("%(service)s (%(plan)s) için %(amount)s ödemenizin günü %(due)s tarihinde geçti."),
        _("%(shut_off)s anında %(platform)s panelinizin bütün modülleri kullanıma kapanacak."),
    ),
    action=_("Şimdi öde"),
    is_urgent=True,
    is_legal=True,
    sms=_("%(brand)s: %(service)s için %(amount)s gecikti, %(days)s gün kaldı. Son: %(shut_off)s"),
    sample=SAMPLE,
)
LAST_DAY = MessageKind(
    key="invoice.last_day",
    title=_("Son gün: %(platform)s paneliniz %(hours)s saat sonra kapanacak"),
    paragraphs=(
        _("%(service)s (%(plan)s) için %(amount)s ödemeniz yapılmadı."),
        _("Paneliniz %(shut_off)s anında kapanacak. Ödeme yaptığınızda hemen açılır."),
    ),
    action=_("Şimdi öde"),
    is_urgent=True,
    is_legal=True,
    sms=_("%(brand)s: %(service)s için %(amount)s ödenmedi. Panel %(shut_off)s anında kapanacak."),
    sample=SAMPLE,
)
SUSPENDED = MessageKind(
    key="subscription.suspended",
    title=_("%(platform)s panelinizin modülleri kapandı"),
    paragraphs=(
        _("%(service)s (%(plan)s) için %(amount)s ödemeniz süresinde yapılmadı."),
        _("Ödemenizi yaptığınız anda paneliniz kendiliğinden açılır; verileriniz yerinde duruyor."),
    ),
    action=_("Öde ve aç"),
    is_urgent=True,
    is_legal=True,
    sms=_("%(brand)s: %(platform)s modülleri kapandı. %(amount)s ödediğinizde hemen açılır."),
    sample=SAMPLE,
)
OPENED = MessageKind(
    key="subscription.opened",
    title=_("%(platform)s paneliniz yeniden açıldı"),
    paragraphs=(_("%(service)s (%(plan)s) hizmetiniz ödemenizle birlikte açıldı."),),
    action=_("Hizmetlerime git"),
    sms=_("%(brand)s: %(platform)s paneliniz yeniden açıldı."),
    sample=SAMPLE,
)
BEGUN = MessageKind(
    key="subscription.begun",
    title=_("%(service)s hizmetiniz açıldı"),
    paragraphs=(_("%(service)s (%(plan)s) kullanıma hazır."), _("%(guide)s")),
    action=_("Hizmetlerime git"),
    sample=SAMPLE | {"guide": "İlk adımlar: https://panel.example/kilavuzlar/art_…/"},
)
ENDED = MessageKind(
    key="subscription.ended",
    title=_("%(service)s hizmetiniz sona erdi"),
    paragraphs=(
        _("%(service)s (%(plan)s) hizmetiniz %(ends)s tarihinde sona erdi."),
        _("Dilediğiniz zaman yeniden başlatabilirsiniz."),
    ),
    action=_("Paketlere bak"),
    sample=SAMPLE,
)
TRIAL_ENDING = MessageKind(
    key="subscription.trial_ending",
    title=_("Deneme süreniz %(days)s gün sonra bitiyor"),
    paragraphs=(
        _(
            "%(service)s deneme süreniz %(ends)s tarihinde bitiyor. Kesinti olmaması için size"
            " uygun paketi seçin; seçmezseniz sizden ücret alınmaz."
        ),
    ),
    action=_("Paket seç"),
    sample=SAMPLE,
)
UPGRADED = MessageKind(
    key="subscription.upgraded",
    title=_("%(service)s paketiniz yükseltildi: %(new_plan)s"),
    paragraphs=(_("%(service)s hizmetiniz %(plan)s paketinden %(new_plan)s paketine geçti."),),
    action=_("Hizmetlerime git"),
    sample=SAMPLE,
)
CHANGE_PLANNED = MessageKind(
    key="subscription.change_planned",
    title=_("%(service)s yenilemede %(new_plan)s paketine geçecek"),
    paragraphs=(_("%(service)s, %(ends)s tarihinde %(new_plan)s paketiyle yenilenecek."),),
    action=_("Hizmetlerime git"),
    sample=SAMPLE,
)
CANCEL_PLANNED = MessageKind(
    key="subscription.cancel_planned",
    title=_("%(service)s dönem sonunda bitecek"),
    paragraphs=(
        _("%(service)s (%(plan)s) hizmetiniz %(ends)s tarihine kadar açık kalacak, sonra bitecek."),
        _("Vazgeçerseniz bu tarihe kadar tek tıkla sürdürebilirsiniz."),
    ),
    action=_("Hizmetlerime git"),
    sample=SAMPLE,
)
RESUMED = MessageKind(
    key="subscription.resumed",
    title=_("%(service)s hizmetiniz sürüyor"),
    paragraphs=(_("İptal isteğiniz kaldırıldı; %(service)s (%(plan)s) yenilenmeye devam edecek."),),
    action=_("Hizmetlerime git"),
    sample=SAMPLE,
)
ACCOUNT_OPENED = MessageKind(
    key="account.opened",
    title=_("%(firm)s hesabınız açıldı"),
    paragraphs=(
        _("Merhaba %(name)s, %(firm)s için bir hesap açıldı. Giriş adresiniz: %(email)s."),
        _("Şifrenizi belirlemek için düğmeye basıp e-posta adresinizi yazın."),
    ),
    action=_("Şifre belirle"),
    is_legal=True,
    sample=SAMPLE | {"email": "ayse@cinar.example", "name": "Ayşe Çınar"},
)

ALL = (
    INVOICE_OPENED, REMINDER, DUE_TODAY, OVERDUE, LAST_DAY, SUSPENDED, OPENED, BEGUN, ENDED,
    TRIAL_ENDING, UPGRADED, CHANGE_PLANNED, CANCEL_PLANNED, RESUMED, ACCOUNT_OPENED,
)  # fmt: skip
"""What `config` registers at start."""
