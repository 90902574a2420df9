"""Addresses of users and log, on both faces; a member of the list `web.urls.urlpatterns`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.team import audit, callers, views
from vezne.web.team.faces import Faces

_BUYERS = "yonetim/hesaplar/<str:public_id>/kullanicilar/"

_pages: tuple[tuple[str, Faces, str], ...] = (
    ("kullanicilar/", views.team, "team"),
    ("kullanicilar/roller/", views.roles, "roles"),
    ("kullanicilar/ekle/", views.member_new, "member_new"),
    ("kullanicilar/davet/", views.member_invite_page, "member_invite"),
    ("kullanicilar/davet/<str:public_id>/geri-al/", views.invitation_end, "invitation_end"),
    ("kullanicilar/<str:public_id>/", views.member, "member"),
    ("kullanicilar/<str:public_id>/cikar/", views.member_remove_page, "member_remove"),
    ("kayitlar/", audit.audit, "audit"),
)

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(route, faces.panel, name=name) for route, faces, name in _pages),
    *(path(f"yonetim/{route}", faces.desk, name=f"desk_{name}") for route, faces, name in _pages),
    path(_BUYERS, callers.buyer_team, name="desk_account_team"),
    path(f"{_BUYERS}<str:member_id>/sifre/", callers.caller, name="desk_caller"),
]
