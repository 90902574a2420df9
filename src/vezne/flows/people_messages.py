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
ALL = (INVITED,)
"""What `config` registers at start."""
