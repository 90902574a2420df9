"""The path of the bulletins."""

from django.urls import path

from vezne_sandbox.tcmb import views

urlpatterns = [path("kurlar/<str:month>/<str:day>.xml", views.bulletin)]
"""Every other path below `kurlar/` is not found, as at the bank."""
