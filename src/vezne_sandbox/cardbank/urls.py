"""The bank's page."""

from django.urls import path

from vezne_sandbox.cardbank import views

urlpatterns = [
    path("banka/3d/onay/<str:token>", views.challenge_page, name="challenge_page"),
    path("banka/3d/onay/<str:token>/yeni-kod", views.challenge_new_code, name="challenge_new_code"),
]
