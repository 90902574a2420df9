"""Addresses of applications on the desk; a part of `web.desk.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.desk import application, application_papers, applications

_BASE = "yonetim/basvurular/"
_ONE = f"{_BASE}<str:public_id>/"
_PAPER = f"{_ONE}belge/<str:file_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_BASE, applications.applications, name="desk_applications"),
    path(
        "yonetim/ayarlar/basvurular/",
        applications.application_setup,
        name="desk_application_setup",
    ),
    path(
        "yonetim/hesaplar/<str:public_id>/basvuru/",
        application.application_open,
        name="desk_application_open",
    ),
    path(_ONE, application.application, name="desk_application"),
    path(f"{_ONE}tur/", application.application_kind, name="desk_application_kind"),
    path(f"{_ONE}al/", application.application_take, name="desk_application_take"),
    path(f"{_ONE}onayla/", application.application_approve, name="desk_application_approve"),
    path(f"{_ONE}geri-gonder/", application.application_return, name="desk_application_return"),
    path(f"{_ONE}reddet/", application.application_reject, name="desk_application_reject"),
    path(f"{_ONE}sil/", application.application_drop, name="desk_application_drop"),
    path(f"{_ONE}form/", application_papers.blank, name="desk_application_blank"),
    path(_PAPER, application_papers.viewer, name="desk_application_paper"),
    path(f"{_PAPER}icerik/", application_papers.paper_body, name="desk_application_body"),
]
