"""The messages of tickets; as `messages`, in the same catalogue."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from vezne.notify.kinds import Group, MessageKind

SAMPLE = {
    "firm": "Çınar Mobilya",
    "number": 1001,
    "subject": "Panel açılmıyor",
    "author": "Deniz Kaya",
    "body": "Merhaba,\nsorunu bulduk ve giderdik.",
    "buyer": "Çınar Mobilya",
    "due": "19.02.2026 10:43",
    "into": 1000,
    "reply": "",
}
MAIL_SUBJECT = "[#%(number)s] %(subject)s"
"""Alike in all mails of a ticket to its buyer: mail programs keep a thread together by it."""
RECEIVED = MessageKind(
    key="ticket.received",
    title=_("Talebiniz alındı: #%(number)s %(subject)s"),
    paragraphs=(
        _("Destek talebiniz bize ulaştı; en geç %(due)s anına kadar yanıtlamayı hedefliyoruz."),
        "%(reply)s",
    ),
    mail_subject=MAIL_SUBJECT,
    action=_("Talebi aç"),
    sample=SAMPLE,
)
ANSWERED = MessageKind(
    key="ticket.answered",
    title=_("Talebiniz yanıtlandı: #%(number)s %(subject)s"),
    paragraphs=(_("%(author)s yazdı:"), "%(body)s", "%(reply)s"),
    mail_subject=MAIL_SUBJECT,
    action=_("Talebi aç"),
    sms=_("%(brand)s: #%(number)s numaralı destek talebiniz yanıtlandı."),
    sample=SAMPLE,
)
FOR_YOU = MessageKind(
    key="ticket.for_you",
    title=_("Sizin için bir talep açtık: #%(number)s %(subject)s"),
    paragraphs=(_("%(author)s yazdı:"), "%(body)s", "%(reply)s"),
    mail_subject=MAIL_SUBJECT,
    action=_("Talebi aç"),
    sample=SAMPLE,
)
BY_MAIL = MessageKind(
    key="ticket.by_mail",
    title=_("Talebinize e-postayla yazıldı: #%(number)s %(subject)s"),
    paragraphs=(
        _("%(author)s hesabınız adına e-postayla yazdı:"),
        "%(body)s",
        _("Bu iletiyi tanımıyorsanız talebin sayfasından bize bildirin."),
    ),
    mail_subject=MAIL_SUBJECT,
    action=_("Talebi aç"),
    sample=SAMPLE,
)
CLOSED = MessageKind(
    key="ticket.closed",
    title=_("Talebiniz kapandı: #%(number)s %(subject)s"),
    paragraphs=(
        _("Destek talebiniz kapandı. Sorun sürüyorsa talebinize yazın; yeniden açılır."),
        _("Nasıl bulduğunuzu talebin sayfasında bir tıklamayla bildirebilirsiniz."),
        "%(reply)s",
    ),
    mail_subject=MAIL_SUBJECT,
    action=_("Değerlendir"),
    sample=SAMPLE,
)
MERGED = MessageKind(
    key="ticket.merged",
    title=_("Talebiniz #%(into)s ile birleştirildi: #%(number)s %(subject)s"),
    paragraphs=(
        _("Aynı konuyla ilgili iki talebiniz birleştirildi; yazışma #%(into)s altında sürecek."),
    ),
    action=_("Talebi aç"),
    by_mail=False,
    sample=SAMPLE,
)
OPENED = MessageKind(
    key="ticket.opened",
    title=_("Yeni destek talebi: #%(number)s %(subject)s"),
    paragraphs=(_("%(buyer)s bir destek talebi açtı; yanıt için son an %(due)s."), "%(body)s"),
    action=_("Yanıtla"),
    group=Group.WORK,
    sample=SAMPLE,
)
REPLIED = MessageKind(
    key="ticket.replied",
    title=_("%(buyer)s yazdı: #%(number)s %(subject)s"),
    paragraphs=(_("%(author)s yazdı:"), "%(body)s"),
    action=_("Yanıtla"),
    group=Group.WORK,
    sample=SAMPLE,
)
ASSIGNED = MessageKind(
    key="ticket.assigned",
    title=_("Size verilen talep: #%(number)s %(subject)s"),
    paragraphs=(_("%(author)s bu talebi size verdi. Müşteri: %(buyer)s."),),
    action=_("Talebi aç"),
    group=Group.WORK,
    sample=SAMPLE,
)
LATE = MessageKind(
    key="ticket.late",
    title=_("Yanıtı geciken talep: #%(number)s %(subject)s"),
    paragraphs=(_("%(buyer)s yanıt bekliyor; söz verilen an %(due)s geçti."),),
    action=_("Yanıtla"),
    is_urgent=True,
    group=Group.WORK,
    sample=SAMPLE,
)
ALL = (
    RECEIVED, ANSWERED, FOR_YOU, BY_MAIL, CLOSED, MERGED, OPENED, REPLIED, ASSIGNED, LATE,
)  # fmt: skip
