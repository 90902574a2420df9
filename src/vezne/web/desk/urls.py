"""Addresses of the desk, all below /yonetim/; a member of the list `web.urls.urlpatterns`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.desk import clock
from vezne.web.desk.pending import desk_pending, operator_pending

urlpatterns: list[URLPattern | URLResolver] = [
    path("yonetim/", desk_pending, name="desk"),
    path("yonetim/hesaplar/", desk_pending, name="desk_accounts"),
    path("yonetim/hesaplar/<str:public_id>/", desk_pending, name="desk_account"),
    path("yonetim/abonelikler/", desk_pending, name="desk_subscriptions"),
    path("yonetim/abonelikler/<str:public_id>/", desk_pending, name="desk_subscription"),
    path("yonetim/odemeler/", desk_pending, name="desk_payments"),
    path("yonetim/odemeler/<str:public_id>/", desk_pending, name="desk_payment"),
    path("yonetim/onaylar/", desk_pending, name="desk_approvals"),
    path("yonetim/katalog/", desk_pending, name="desk_catalogue"),
    path("yonetim/kuponlar/", desk_pending, name="desk_coupons"),
    path("yonetim/ayarlar/", desk_pending, name="desk_settings"),
    path("yonetim/saticilar/", operator_pending, name="operator_sellers"),
    path("yonetim/isler/", operator_pending, name="operator_jobs"),
    path("yonetim/saat/", clock.clock, name="operator_clock"),
    path("yonetim/saat/ilerlet/", clock.clock_move, name="operator_clock_move"),
    path("yonetim/saglik/", operator_pending, name="operator_health"),
]
