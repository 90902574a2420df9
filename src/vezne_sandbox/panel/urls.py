"""The sandbox's own pages."""

from django.urls import path

from vezne_sandbox.panel import views

urlpatterns = [
    path("", views.home, name="home"),
    path("istekler", views.requests, name="requests"),
    path("ayarlar", views.switch_form, name="switch_form"),
    path("_sandbox/switches", views.switches),
    path("_sandbox/requests", views.requests_json),
    path("_sandbox/reset", views.reset),
    path("_sandbox/clock", views.clock),
    path("_sandbox/healthz", views.health),
    path("favicon.ico", views.favicon),
]
