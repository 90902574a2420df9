"""Addresses of applications in the panel; a part of `web.panel.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.panel import applications

_ONE = "basvurular/<str:public_id>/"
_PAPER = f"{_ONE}belge/<str:file_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("basvurular/", applications.applications, name="applications"),
    path("basvurular/yeni/", applications.application_new, name="application_new"),
    path("basvurular/bos-form/", applications.application_blank_new, name="application_blank_new"),
    path(_ONE, applications.application, name="application"),
    path(f"{_ONE}geri-cek/", applications.application_withdraw, name="application_withdraw"),
    path(f"{_ONE}form/", applications.application_blank, name="application_blank"),
    path(_PAPER, applications.application_paper, name="application_paper"),
    path(f"{_PAPER}cikar/", applications.application_paper_drop, name="application_paper_drop"),
]
