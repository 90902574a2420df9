"""Haberler, SSS, Kılavuzlar and their pictures on the desk; the preview while writing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.content.markdown import LONGEST, rendered
from vezne.content.models import Article, ArticleKind, State
from vezne.content.queries import (
    GUIDES,
    NEWS,
    QUESTIONS,
    articles_of,
    get_article,
    pictures_of,
    topics_of,
)
from vezne.content.services import (
    article_add,
    article_change,
    article_move,
    article_publish,
    article_remove,
    article_schedule,
    article_withdraw,
    picture_add,
    picture_keep,
)
from vezne.core.errors import DomainError
from vezne.notify.queries import broadcasts_of
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either
from vezne.web.desk.content_forms import ArticleForm, PictureForm
from vezne.web.desk.replies import done, page
from vezne.web.pictures import picture_size

SECTIONS: dict[str, tuple[Any, tuple[str, ...], Any]] = {
    "news": (_("Haberler"), NEWS, _("Yeni haber")),
    "questions": (_("SSS"), QUESTIONS, _("Yeni soru")),
    "guides": (_("Kılavuzlar"), GUIDES, _("Yeni kılavuz")),
}


def section_of(row: Article) -> str:
    """Where an article is listed."""
    return {
        ArticleKind.QUESTION.value: "questions", ArticleKind.GUIDE.value: "guides"
    }.get(row.kind, "news")  # fmt: skip


@desk_page(role=Role.STAFF)
@require_safe
def articles(request: VezneRequest, section: str) -> HttpResponse:
    """Everything of a section, drafts too."""
    label, kinds, new = SECTIONS[section]
    found = articles_of(request.seat.account_id, kinds)
    told = broadcasts_of(request.seat.account_id, [row.public_id for row in found])
    context = {
        "section": section,
        "label": label,
        "new_label": new,
        "new_url": reverse(f"web:desk_{section}_new"),
        "rows": [(row, told.get(row.public_id)) for row in found],
        "topics": topics_of(request.seat.account_id) if section == "questions" else [],
    }
    return page(request, "articles", context)


@desk_page(role=Role.STAFF)
@either
def article_new(request: VezneRequest, section: str) -> HttpResponse:
    """One more, a draft."""
    return _edit(request, section, None)


@desk_page(role=Role.STAFF)
@either
def article_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """Other words; readers see them at once where it is published."""
    row = get_article(request.seat.account_id, public_id)
    return _edit(request, section_of(row), row)


def _edit(request: VezneRequest, section: str, row: Article | None) -> HttpResponse:
    seller_id, status = request.seat.account_id, 200
    posted = request.POST if request.method == "POST" else None
    start = ArticleForm.initial_of(row) if row else {}
    form = ArticleForm(posted, initial=start, seller_id=seller_id, section=section)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = _write(request, row, form)
            except DomainError as error:
                form.refuse(error)
            else:
                _put_out(request, saved, form.cleaned_data.get("publish_at"))
                return done(request, _("Yazı kaydedildi."), f"desk_{section}")
    label, _kinds, new = SECTIONS[section]
    context = {
        "form": form,
        "row": row,
        "title": row.title_tr if row else new,
        "back_url": reverse(f"web:desk_{section}"),
        "back_label": label,
    }
    return page(request, "write", context, status=status)


def _put_out(request: VezneRequest, row: Article, publish_at: datetime | None) -> None:
    """Published now, at the instant that was typed, or still a draft."""
    by: Any = {"article_id": row.pk, "actor": request.actor, "now": request.now}
    is_later = publish_at is not None and publish_at > request.now
    if "publish" in request.POST and not is_later:
        article_publish(**by)
    elif "publish" in request.POST or row.publish_at is not None:
        article_schedule(publish_at=publish_at, **by)


def _write(request: VezneRequest, row: Article | None, form: ArticleForm) -> Article:
    if row is None:
        return article_add(
            seller_id=request.seat.account_id,
            draft=form.draft(),
            actor=request.actor,
            now=request.now,
        )
    return article_change(
        article_id=row.pk, draft=form.draft(), actor=request.actor, now=request.now
    )


@desk_page(role=Role.STAFF)
@require_POST
def article_show(request: VezneRequest, public_id: str) -> HttpResponse:
    """Published, or back to a draft."""
    row = get_article(request.seat.account_id, public_id)
    name = f"desk_{section_of(row)}"
    if row.state == State.PUBLISHED:
        article_withdraw(article_id=row.pk, actor=request.actor, now=request.now)
        return done(request, _("Yayından kaldırıldı."), name)
    article_publish(article_id=row.pk, actor=request.actor, now=request.now)
    return done(request, _("Yayımlandı."), name)


@desk_page(role=Role.STAFF)
@require_POST
def article_order(request: VezneRequest, public_id: str) -> HttpResponse:
    """A place up or down."""
    row = get_article(request.seat.account_id, public_id)
    is_up = request.POST.get("to") == "up"
    article_move(article_id=row.pk, is_up=is_up, actor=request.actor, now=request.now)
    return done(request, _("Sıra değişti."), f"desk_{section_of(row)}")


@desk_page(role=Role.STAFF)
@require_POST
def article_drop(request: VezneRequest, public_id: str) -> HttpResponse:
    """Gone; the log keeps its title."""
    row = get_article(request.seat.account_id, public_id)
    article_remove(article_id=row.pk, actor=request.actor, now=request.now)
    return done(request, _("Silindi."), f"desk_{section_of(row)}")


@desk_page(role=Role.STAFF)
@require_POST
def preview(request: VezneRequest) -> HttpResponse:
    """How the words would look, as clean as readers get them."""
    language = "en" if request.POST.get("language") == "en" else "tr"
    context = {
        "title": request.POST.get(f"title_{language}", "")[:160],
        "html": rendered(request.POST.get(f"body_{language}", "")[:LONGEST], 3),
        "language": language,
    }
    return render(request, "desk/_preview.html", context)


@desk_page(role=Role.STAFF)
@either
def pictures(request: VezneRequest) -> HttpResponse:
    """The seller's pictures with the words that show them in a text."""
    seller_id, status = request.seat.account_id, 200
    form = PictureForm()
    if request.method == "POST":
        form, status = PictureForm(request.POST, request.FILES), 422
        if form.is_valid():
            upload = form.cleaned_data["file"]
            content = upload.read()
            size = picture_size(content)
            try:
                file = picture_keep(content, upload.name or "", size)
                picture_add(
                    seller_id=seller_id,
                    file=file,
                    size=size or (0, 0),
                    actor=request.actor,
                    now=request.now,
                )
            except DomainError as error:
                form.refuse(error, "file")
            else:
                return done(request, _("Resim eklendi."), "desk_pictures")
    context = {"form": form, "rows": pictures_of(seller_id)}
    return page(request, "pictures", context, status=status)
