"""İlk adımlar: the list on the overview of somebody new, each step with the page that does it.

It goes by itself when all is done, or when its reader puts it away; then nothing is asked for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from vezne.accounts.models import Role
from vezne.accounts.services import user_list_close
from vezne.reports.first_steps import desk_steps, is_shown, panel_steps
from vezne.web.access import VezneRequest, desk_page, panel_page, redirect_to


@dataclass(frozen=True, slots=True)
class Words:
    """A step as it is shown: where it is done, and who may do it."""

    label: Promise
    why: Promise
    page: str
    role: str = Role.STAFF


WORDS: dict[str, Words] = {
    "address": Words(
        _("Fatura adresinizi ekleyin"), _("Belgeleriniz bu adrese kesilir."), "web:address_new"
    ),
    "service": Words(
        _("Bir hizmet seçin"), _("Paketleri karşılaştırın, size uyanı açın."), "web:packages"
    ),
    "colleague": Words(
        _("Bir çalışma arkadaşınızı davet edin"),
        _("Herkes kendi hesabıyla girer; kimin ne yapabileceğini siz seçersiniz."),
        "web:team",
        Role.ADMIN,
    ),
    "second_factor": Words(
        _("İkinci doğrulamayı açın"),
        _("Şifreniz ele geçse bile hesabınıza girilemez."),
        "mfa_index",
        Role.VIEWER,
    ),
    "brand": Words(
        _("Markanızı tanıtın"), _("Renk ve web sitesi alıcılarınızın panelinde görünür."),
        "web:desk_settings", Role.ADMIN,
    ),
    "bank_account": Words(
        _("Banka hesabınızı ekleyin"), _("Havaleler bu hesaptan okunur ve eşleşir."),
        "web:desk_bank_account_new", Role.ADMIN,
    ),
    "provider": Words(
        _("Ödeme kuruluşunuzu bağlayın"), _("Kartla ödemeler sizin hesabınıza geçer."),
        "web:desk_provider_new", Role.ADMIN,
    ),
    "issuer": Words(
        _("e-Fatura bilgilerinizi girin"), _("Belgeler unvanınız ve serinizle kesilir."),
        "web:desk_einvoice", Role.ADMIN,
    ),
    "product": Words(
        _("İlk hizmetinizi ekleyin"), _("Paketi ve fiyatı olan her şey satılabilir."),
        "web:desk_catalogue", Role.MANAGER,
    ),
    "contacts": Words(
        _("Destek iletişiminizi yazın"), _("Her sayfanın altında durur."),
        "web:desk_contacts", Role.ADMIN,
    ),
    "texts": Words(
        _("Sözleşmelerinizi yayımlayın"), _("Alıcılar öderken bunları onaylar."),
        "web:desk_texts", Role.ADMIN,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A line of the list; without `url` somebody with another role does it."""

    words: Words
    is_done: bool
    url: str


def steps_for(request: VezneRequest) -> list[ShownStep]:
    """The list of this page's face; empty when it is over, which is written once."""
    seat, face = request.seat, request.face
    if seat.is_visit or seat.portal_seller_id is not None:
        return []
    if not is_shown(request.user, face, now=request.now):
        return []
    steps = (
        desk_steps(seat.account_id)
        if face == "desk"
        else panel_steps(seat.account_id, user_id=request.user.pk)
    )
    if all(step.is_done for step in steps):
        user_list_close(user_id=request.user.pk, name=face)
        return []
    return [
        ShownStep(
            WORDS[step.name],
            step.is_done,
            reverse(WORDS[step.name].page) if seat.may(WORDS[step.name].role) else "",
        )
        for step in steps
    ]


@panel_page()
@require_POST
def panel_steps_away(request: VezneRequest) -> HttpResponse:
    """*Kapat* on the panel."""
    return _away(request, "web:home")


@desk_page()
@require_POST
def desk_steps_away(request: VezneRequest) -> HttpResponse:
    """*Kapat* on the desk."""
    return _away(request, "web:desk")


def _away(request: VezneRequest, back: str) -> HttpResponse:
    if not request.seat.is_visit:
        user_list_close(user_id=request.user.pk, name=request.face)
    if request.htmx:
        return HttpResponse("")
    return redirect_to(request, reverse(back))
