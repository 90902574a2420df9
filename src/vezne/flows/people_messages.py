"""The words of messages to people about their user: invitations, codes, links."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.notify.kinds import MessageKind

SAMPLE = {
    "firm": "Çınar Mobilya",
    "inviter": "Ayşe Çınar",
    "role": "Personel",
    "ends": "26.02.2026 10:43",
    "name": "Elif Tunç",
    "username": "elif.tunc",
    "email": "elif@cinar.example",
    "brand": "Kule",
    "code": "482 913",
    "minutes": 30,
    "days": 3,
}
INVITED = MessageKind(
    key="people.invited",
    title=_("%(firm)s sizi paneline davet ediyor"),
    paragraphs=(
        _("%(inviter)s sizi %(firm)s hesabına “%(role)s” olarak davet etti."),
        _("Bağlantı bir kez ve %(ends)s anına kadar çalışır."),
        _("Bu daveti beklemiyorsanız iletiyi silebilirsiniz."),
    ),
    action=_("Daveti gör"),
    is_legal=True,
    sample=SAMPLE,
)
SIGN_UP = MessageKind(
    key="people.sign_up",
    title=_("%(brand)s kaydınızı onaylayın: %(code)s"),
    paragraphs=(
        _("%(brand)s için bu e-posta adresiyle bir kayıt başlatıldı."),
        _("Kayıt sayfasına %(code)s kodunu yazın ya da aşağıdaki düğmeye basın."),
        _("Kaydı siz başlatmadıysanız bu iletiyi silebilirsiniz; hesap açılmaz."),
    ),
    action=_("E-postamı onayla"),
    is_legal=True,
    sample=SAMPLE,
)
SIGN_UP_KNOWN = MessageKind(
    key="people.sign_up_known",
    title=_("%(brand)s: bu adresle zaten kayıtlısınız"),
    paragraphs=(
        _("%(brand)s için bu e-posta adresiyle yeni kayıt başlatıldı, ama adres zaten kayıtlı."),
        _("Oturum açabilir, şifrenizi hatırlamıyorsanız sıfırlayabilirsiniz."),
        _("Kaydı siz başlatmadıysanız yapmanız gereken bir şey yok."),
    ),
    action=_("Oturum aç"),
    is_legal=True,
    sample=SAMPLE,
)
WELCOME = MessageKind(
    key="people.welcome",
    title=_("Hoş geldiniz, %(name)s"),
    paragraphs=(
        _("%(firm)s hesabı açıldı; e-postanız ve telefonunuz onaylandı."),
        _("Kullanıcı adınız %(username)s. E-postanızla ya da telefonunuzla da girebilirsiniz."),
        _("Panelden paketleri görebilir, ekip arkadaşlarınızı davet edebilirsiniz."),
    ),
    action=_("Panele git"),
    is_legal=True,
    sample=SAMPLE,
)
PASSWORD_LINK = MessageKind(
    key="people.password_link",
    title=_("Şifre sıfırlama bağlantınız"),
    paragraphs=(
        _("Hesabınız için şifre sıfırlama talebinde bulunuldu."),
        _("Bağlantı bir kez ve %(minutes)s dakika çalışır. Kullanıcı adınız: %(username)s."),
        _("Talebi siz yapmadıysanız bu iletiyi silebilirsiniz; şifreniz değişmez."),
    ),
    action=_("Yeni şifre belirle"),
    is_legal=True,
    sample=SAMPLE,
)
PASSWORD_UNKNOWN = MessageKind(
    key="people.password_unknown",
    title=_("Bu adresle kayıtlı kullanıcı yok"),
    paragraphs=(
        _("%(email)s adresi için şifre sıfırlama istendi, ama bu adresle kayıtlı kullanıcı yok."),
        _("Başka bir adresle kayıtlı olabilirsiniz. İstemediyseniz bu iletiyi silebilirsiniz."),
    ),
    is_legal=True,
    sample=SAMPLE,
)
PASSWORD_CHANGED = MessageKind(
    key="people.password_changed",
    title=_("Şifreniz değişti"),
    paragraphs=(
        _("%(username)s kullanıcısının şifresi yenilendi, öbür oturumları kapatıldı."),
        _("Değişikliği siz yapmadıysanız hemen destekle görüşün."),
    ),
    is_urgent=True,
    is_legal=True,
    sample=SAMPLE,
)
EMAIL_CONFIRM = MessageKind(
    key="people.email_confirm",
    title=_("E-posta adresinizi onaylayın"),
    paragraphs=(
        _("E-posta adresinizin size ait olduğunu aşağıdaki bağlantıda onaylayın."),
        _("Bağlantı %(days)s gün geçerlidir."),
        _("Bu isteği siz yapmadıysanız bu iletiyi silebilirsiniz; hiçbir şey değişmez."),
    ),
    action=_("E-postamı onayla"),
    is_legal=True,
    sample=SAMPLE,
)
EMAIL_KNOWN = MessageKind(
    key="people.email_known",
    title=_("Bu adres zaten kayıtlı"),
    paragraphs=(
        _("%(email)s adresiyle yeni bir kayıt istendi, ama bu adresle kayıtlı bir kullanıcı var."),
        _("Oturum açabilir, şifrenizi hatırlamıyorsanız sıfırlayabilirsiniz."),
        _("Siz istemediyseniz yapmanız gereken bir şey yok."),
    ),
    action=_("Oturum aç"),
    is_legal=True,
    sample=SAMPLE,
)
SMS_CODE = _(
    "%(brand)s doğrulama kodunuz: %(code)s. %(minutes)s dakika geçerli, kimseyle paylaşmayın."
)
"""The only text that an SMS has; a code is never read out by staff."""

CODE = MessageKind(
    key="people.code",
    title=_("Doğrulama kodu (yalnız SMS)"),
    paragraphs=(SMS_CODE,),
    by_mail=False,
    is_legal=True,
    sms=SMS_CODE,
    sample=SAMPLE,
)
"""For the catalogue: the code itself goes out by `people_mail`, kept nowhere."""

ALL = (
    INVITED, SIGN_UP, SIGN_UP_KNOWN, WELCOME, PASSWORD_LINK, PASSWORD_UNKNOWN, PASSWORD_CHANGED,
    EMAIL_CONFIRM, EMAIL_KNOWN, CODE,
)  # fmt: skip
"""What `config` registers at start."""
