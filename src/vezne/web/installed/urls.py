"""Addresses of the installed app and of what mails lead to; a member of `web.urls.urlpatterns`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.notify.tokens import STOP_PATH
from vezne.web.installed import views
from vezne.web.public.notice_stop import notice_stop

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{STOP_PATH.lstrip('/')}<str:token>/", notice_stop, name="notice_stop"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("surum/", views.version, name="version"),
    path("cevrimdisi/", views.offline, name="offline"),
    path("uygulama/vezne.webmanifest", views.house_manifest, name="house_manifest"),
    path("uygulama/<slug:slug>/app.webmanifest", views.app_manifest, name="app_manifest"),
    path("uygulama/<slug:slug>/<str:kind>-<int:size>.png", views.app_icon, name="app_icon"),
]
