"""Addresses of what a seller writes; a part of `web.desk.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.desk import announcements, content, topics

_BASE = "yonetim/icerik/"
_TOLD = f"{_BASE}duyurular/"
_ONE = f"{_BASE}yazi/<str:public_id>/"
_TOPIC = f"{_BASE}konu/<str:public_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_BASE, announcements.announcements, name="desk_announcements"),
    path(f"{_TOLD}ekle/", announcements.announcement_new, name="desk_announcement_new"),
    path(
        f"{_TOLD}<str:public_id>/", announcements.announcement_edit, name="desk_announcement_edit"
    ),
    path(
        f"{_TOLD}<str:public_id>/yayin/",
        announcements.announcement_show,
        name="desk_announcement_show",
    ),
    path(f"{_BASE}onizleme/", content.preview, name="desk_content_preview"),
    path(f"{_BASE}resimler/", content.pictures, name="desk_pictures"),
    path(f"{_BASE}haberler/", content.articles, {"section": "news"}, name="desk_news"),
    path(f"{_BASE}sss/", content.articles, {"section": "questions"}, name="desk_questions"),
    path(f"{_BASE}kilavuzlar/", content.articles, {"section": "guides"}, name="desk_guides"),
    path(f"{_BASE}haberler/ekle/", content.article_new, {"section": "news"}, name="desk_news_new"),
    path(
        f"{_BASE}sss/ekle/",
        content.article_new,
        {"section": "questions"},
        name="desk_questions_new",
    ),
    path(
        f"{_BASE}kilavuzlar/ekle/",
        content.article_new,
        {"section": "guides"},
        name="desk_guides_new",
    ),
    path(_ONE, content.article_edit, name="desk_article_edit"),
    path(f"{_ONE}yayin/", content.article_show, name="desk_article_show"),
    path(f"{_ONE}sira/", content.article_order, name="desk_article_order"),
    path(f"{_ONE}sil/", content.article_drop, name="desk_article_drop"),
    path(f"{_BASE}konu-ekle/", topics.topic_new, name="desk_topic_new"),
    path(_TOPIC, topics.topic_edit, name="desk_topic_edit"),
    path(f"{_TOPIC}sira/", topics.topic_order, name="desk_topic_order"),
    path(f"{_TOPIC}sil/", topics.topic_drop, name="desk_topic_drop"),
]
