"""Addresses of paying."""

from __future__ import annotations

from django.urls import path

from vezne.web.pay import leave, public, transfer, views, way_back

urlpatterns = [
    path("odeme/donus/<str:public_id>/", way_back.come_back, name="pay_return"),
    path("odeme/git/<str:public_id>/", leave.leave, name="pay_leave"),
    path("odeme/sonuc/<str:public_id>/", way_back.result, name="pay_result"),
    path("odeme/sonuc/<str:public_id>/durum/", way_back.result_state, name="pay_result_state"),
    path("odeme/<str:public_id>/", views.pay, name="pay"),
    path("odeme/<str:public_id>/kupon/", views.coupon, name="pay_coupon"),
    path("odeme/<str:public_id>/basla/", views.start, name="pay_start"),
    path("odeme/<str:public_id>/bakiye/", views.from_wallet, name="pay_from_wallet"),
    path("odeme/<str:public_id>/baglanti/", views.link, name="pay_link_make"),
    path("odeme/<str:public_id>/havale/", transfer.transfer, name="pay_transfer"),
    path("odeme/<str:public_id>/havale/sec/", transfer.transfer_start, name="pay_transfer_start"),
    path("odeme/<str:public_id>/havale/durum/", transfer.transfer_state, name="pay_transfer_state"),
    path("o/<str:token>/", public.link_pay, name="pay_link"),
    path("o/<str:token>/havale/", public.link_transfer, name="pay_link_transfer"),
    path("o/<str:token>/havale/sec/", public.link_transfer_start, name="pay_link_transfer_start"),
    path("o/<str:token>/havale/durum/", public.link_transfer_state, name="pay_link_transfer_state"),
    path("o/<str:token>/basla/", public.link_start, name="pay_link_start"),
    path("o/<str:token>/git/<str:public_id>/", public.link_leave, name="pay_link_leave"),
    path("o/<str:token>/sonuc/<str:public_id>/", public.link_result, name="pay_link_result"),
    path(
        "o/<str:token>/sonuc/<str:public_id>/durum/",
        public.link_result_state,
        name="pay_link_result_state",
    ),
]
