"""The outside panel's pages, its own API, and its configuration."""

from django.urls import path

from vezne_sandbox.outside_panel import views
from vezne_sandbox.outside_panel.configuration import configuration

urlpatterns = [
    path("ornek-panel/", views.firms, name="outside_firms"),
    path("ornek-panel/<str:account>/", views.home, name="outside_home"),
    path("ornek-panel/<str:account>/vezne", views.to_vezne, name="outside_to_vezne"),
    path("ornek-panel/<str:account>/mesajlar", views.messages, name="outside_messages"),
    path("ornek-panel/<str:account>/mesajlar/durum", views.state, name="outside_state"),
    path("ornek-panel/<str:account>/api/mesajlar", views.messages_api, name="outside_api"),
    path("_sandbox/outside-panel", configuration),
]
