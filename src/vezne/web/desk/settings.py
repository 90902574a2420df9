"""Ayarlar: the seller's brand and house rules, and how its support is reached. Admin only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.accounts.queries import seller_profile_of
from vezne.accounts.services import seller_profile_change
from vezne.content.models import LegalTextKind
from vezne.content.queries import contacts_for, get_contact, text_versions_of, texts_for
from vezne.content.services import contact_add, contact_change, contact_remove, text_publish
from vezne.content.texts import PLACES
from vezne.core.errors import DomainError, NotFound
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.desk.replies import done, page, refused
from vezne.web.desk.settings_forms import ContactForm, ProfileForm, TextForm


@desk_page(role=Role.ADMIN)
@either
def settings(request: VezneRequest) -> HttpResponse:
    """Brand, voice, reminders, rules."""
    seller_id, status = request.seat.account_id, 200
    form = ProfileForm.filled(seller_profile_of(seller_id))
    if request.method == "POST":
        form, status = ProfileForm(request.POST), 422
        if form.is_valid():
            try:
                seller_profile_change(
                    account_id=seller_id,
                    changes=form.changes(),
                    now=request.now,
                    actor=request.actor,
                )
            except DomainError as error:
                form.refuse(error)
            else:
                return done(request, _("Ayarlar kaydedildi."), "desk_settings")
    return page(request, "settings", {"form": form}, status=status)


# -- contacts --------------------------------------------------------------------------------


@desk_page(role=Role.ADMIN)
@require_safe
def contacts(request: VezneRequest) -> HttpResponse:
    """How support is reached, as buyers see it."""
    return page(request, "contacts", {"rows": contacts_for(request.seat.account_id)})


def _around_contacts(title: Any, button: Any) -> FormPage:
    return FormPage(title, button, reverse("web:desk_contacts"), _("İletişim"))


@desk_page(role=Role.ADMIN)
@either
def contact_new(request: VezneRequest) -> HttpResponse:
    """One more."""
    form = bound(request, ContactForm)

    def write(typed: dict[str, Any]) -> str:
        del typed
        contact_add(
            seller_id=request.seat.account_id,
            terms=form.terms(),
            actor=request.actor,
            now=request.now,
        )
        return saved(request, _("İletişim bilgisi eklendi."), "desk_contacts")

    return answer_form(
        request, form, _around_contacts(_("Yeni iletişim bilgisi"), _("Ekle")), write
    )


@desk_page(role=Role.ADMIN)
@either
def contact_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Another number, another label."""
    row = get_contact(request.seat.account_id, public_id)
    is_sent = request.method == "POST"
    form = ContactForm(request.POST) if is_sent else ContactForm.filled(row)

    def write(typed: dict[str, Any]) -> str:
        del typed
        contact_change(contact_id=row.pk, terms=form.terms(), actor=request.actor, now=request.now)
        return saved(request, _("İletişim bilgisi kaydedildi."), "desk_contacts")

    around = _around_contacts(_("İletişim bilgisini düzenle"), _("Kaydet"))
    return answer_form(request, form, around, write)


@desk_page(role=Role.ADMIN)
@require_POST
def contact_drop(request: VezneRequest, public_id: str) -> HttpResponse:
    """Gone from every page of the buyers."""
    row = get_contact(request.seat.account_id, public_id)
    try:
        contact_remove(contact_id=row.pk, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_contacts")
    return done(request, _("İletişim bilgisi kaldırıldı."), "desk_contacts")


# -- legal texts -----------------------------------------------------------------------------


@desk_page(role=Role.ADMIN)
@require_safe
def texts(request: VezneRequest) -> HttpResponse:
    """Each text with the version that buyers accept now."""
    current = texts_for(request.seat.account_id)
    rows = [(kind, current.get(kind.value)) for kind in LegalTextKind]
    return page(request, "texts", {"rows": rows})


@desk_page(role=Role.ADMIN)
@either
def text(request: VezneRequest, kind: str) -> HttpResponse:
    """Publish the next version; the ones before stay with who accepted them."""
    if kind not in LegalTextKind.values:
        raise NotFound
    seller_id, status = request.seat.account_id, 200
    versions = text_versions_of(seller_id, kind)
    form = TextForm.filled(versions[0] if versions else None)
    if request.method == "POST":
        form, status = TextForm(request.POST), 422
        if form.is_valid():
            try:
                draft = form.draft(kind)
                text_publish(seller_id=seller_id, draft=draft, actor=request.actor, now=request.now)
            except DomainError as error:
                form.refuse(error)
            else:
                return done(request, _("Metin yayımlandı."), "desk_text", kind)
    context = {
        "form": form,
        "kind": LegalTextKind(kind),
        "versions": versions,
        "places": PLACES.items(),
    }
    return page(request, "text", context, status=status)
