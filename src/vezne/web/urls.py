"""Addresses of the panel, the desk and the public pages, in one namespace."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.branding import color_sheet
from vezne.web.desk import followup_urls as followup
from vezne.web.desk import urls as desk
from vezne.web.first_steps import desk_steps_away, panel_steps_away
from vezne.web.health import healthz
from vezne.web.installed import urls as installed
from vezne.web.letters import urls as letters
from vezne.web.panel import urls as panel
from vezne.web.pay import urls as pay
from vezne.web.public import urls as public
from vezne.web.public.pictures import picture
from vezne.web.search import desk_search, panel_search
from vezne.web.style_guide import style_guide
from vezne.web.team import urls as team

app_name = "web"
urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("renk/<str:color>.css", color_sheet, name="color_sheet"),
    path("resim/<str:public_id>/", picture, name="picture"),
    path("stil/", style_guide, name="style_guide"),
    path("ilk-adimlar/kapat/", panel_steps_away, name="steps_away"),
    path("yonetim/ilk-adimlar/kapat/", desk_steps_away, name="desk_steps_away"),
    path("ara/", panel_search, name="search"),
    path("yonetim/ara/", desk_search, name="desk_search"),
    *desk.urlpatterns,
    *followup.urlpatterns,
    *panel.urlpatterns,
    *pay.urlpatterns,
    *letters.urlpatterns,
    *team.urlpatterns,
    *installed.urlpatterns,
    *public.urlpatterns,  # the last: they begin with a seller's name
]
