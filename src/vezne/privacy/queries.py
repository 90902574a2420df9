"""Reads of privacy, and the words for what is destroyed and why."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.core.errors import NotFound
from vezne.privacy.models import Destruction, Erasure
from vezne.privacy.types import ErasureState

BY_WISH = "wish"
BY_AGE = "age"
RULE_WORDS: dict[str, Promise] = {
    BY_WISH: _("İlgili kişinin talebi (KVKK m.7, m.11)"),
    BY_AGE: _("Saklama süresinin bitmesi (periyodik imha)"),
}
WHAT_WORDS: dict[str, Promise] = {
    "person": _("Kişi kimliği (ad, e-posta, telefon, kullanıcı adı)"),
    "phones": _("Telefon geçmişi"),
    "sign_in": _("Oturum, geçiş anahtarı, ikinci doğrulama"),
    "memberships": _("Üyelik"),
    "notices": _("Bildirim"),
    "deliveries": _("Gönderilen e-posta ve SMS içeriği"),
    "readings": _("Kapatılan duyuru kaydı"),
    "account": _("Kişi hesabının iletişim bilgileri"),
    "addresses": _("Fatura adresi"),
    "application_papers": _("Başvuru belgesi (kimlik örneği, imzalı form)"),
    "sign_ups": _("Yarım kalan kayıt"),
    "codes": _("Tek kullanımlık kod"),
    "files": _("Kaydı olmayan dosya"),
    "identity": _("Kimlik belgesi"),
}
"""Every `what` that is written has its words here; a test holds it."""


def open_erasure_of(user_id: int) -> Erasure | None:
    """The person's wish that waits for its answer."""
    return Erasure.objects.filter(user_id=user_id, state=ErasureState.OPEN).first()


def last_erasure_of(user_id: int) -> Erasure | None:
    """The person's newest wish, open or answered."""
    return Erasure.objects.filter(user_id=user_id).order_by("-asked_at", "-id").first()


def erasures() -> QuerySet[Erasure]:
    """All wishes: the open ones first, the most urgent on top, then the newest."""
    return Erasure.objects.select_related("user").order_by("decided_at", "due_at", "-id")


def open_erasures_count() -> int:
    """How many wait for an answer."""
    return Erasure.objects.filter(state=ErasureState.OPEN).count()


def get_erasure(public_id: str) -> Erasure:
    """One wish. Raises: NotFound."""
    row = Erasure.objects.select_related("user").filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def destructions() -> QuerySet[Destruction]:
    """The log of what was destroyed, newest first."""
    return Destruction.objects.order_by("-at", "-id")
