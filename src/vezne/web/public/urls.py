"""Addresses of a seller's public pages; the last of all, because they begin with its name."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.public import views

_PAGES = (
    ("", views.home, "public_home"),
    ("urun/<str:public_id>/", views.product, "public_product"),
    ("haberler/", views.news, "public_news"),
    ("haberler/<str:public_id>/", views.article, "public_article"),
    ("sss/", views.questions, "public_questions"),
    ("iletisim/", views.contact, "public_contact"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:slug>/site-haritasi.xml", views.sitemap, name="public_sitemap"),
    *(path(f"<slug:slug>/{tail}", view, name=name) for tail, view, name in _PAGES),
    *(
        path(f"<slug:slug>/en/{tail}", view, {"language": "en"}, name=f"{name}_en")
        for tail, view, name in _PAGES
    ),
]
