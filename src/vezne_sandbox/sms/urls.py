"""Netgsm's paths and the inbox."""

from django.urls import path

from vezne_sandbox.sms import api, views

urlpatterns = [
    path("sms/rest/v2/send", api.send),
    path("sms/rest/v2/report", api.report),
    path("sms-kutusu", views.inbox, name="sms_inbox"),
    path("_sandbox/sms", views.as_json),
    path("_sandbox/netgsm/<str:usercode>", views.account),
]
