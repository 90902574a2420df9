"""Headings of the questions on the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from vezne.accounts.models import Role
from vezne.content.queries import get_topic
from vezne.content.services import topic_add, topic_change, topic_move, topic_remove
from vezne.core.errors import DomainError
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.content_forms import TopicForm
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.desk.replies import done, refused


def _around(title: Any, button: Any) -> FormPage:
    return FormPage(title, button, reverse("web:desk_questions"), _("SSS"))


@desk_page(role=Role.STAFF)
@either
def topic_new(request: VezneRequest) -> HttpResponse:
    """One more."""
    form = bound(request, TopicForm)

    def write(typed: dict[str, Any]) -> str:
        topic_add(seller_id=request.seat.account_id, actor=request.actor, now=request.now, **typed)
        return saved(request, _("Konu başlığı eklendi."), "desk_questions")

    return answer_form(request, form, _around(_("Yeni konu başlığı"), _("Ekle")), write)


@desk_page(role=Role.STAFF)
@either
def topic_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Another name."""
    row = get_topic(request.seat.account_id, public_id)
    form = bound(request, TopicForm, initial=TopicForm.initial_of(row))

    def write(typed: dict[str, Any]) -> str:
        topic_change(topic_id=row.pk, actor=request.actor, now=request.now, **typed)
        return saved(request, _("Konu başlığı kaydedildi."), "desk_questions")

    return answer_form(request, form, _around(row.name_tr, _("Kaydet")), write)


@desk_page(role=Role.STAFF)
@require_POST
def topic_order(request: VezneRequest, public_id: str) -> HttpResponse:
    """A place up or down."""
    row = get_topic(request.seat.account_id, public_id)
    is_up = request.POST.get("to") == "up"
    topic_move(topic_id=row.pk, is_up=is_up, actor=request.actor, now=request.now)
    return done(request, _("Sıra değişti."), "desk_questions")


@desk_page(role=Role.STAFF)
@require_POST
def topic_drop(request: VezneRequest, public_id: str) -> HttpResponse:
    """Gone, if no question stands below it."""
    row = get_topic(request.seat.account_id, public_id)
    try:
        topic_remove(topic_id=row.pk, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_questions")
    return done(request, _("Konu başlığı silindi."), "desk_questions")
