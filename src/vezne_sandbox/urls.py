"""Every address of the sandbox."""

from django.urls import include, path

urlpatterns = [
    path("", include("vezne_sandbox.panel.urls")),
    path("", include("vezne_sandbox.cardbank.urls")),
    path("", include("vezne_sandbox.iyzico.urls")),
    path("", include("vezne_sandbox.paytr.urls")),
    path("", include("vezne_sandbox.nestpay.urls")),
    path("", include("vezne_sandbox.bank.urls")),
    path("", include("vezne_sandbox.nilvera.urls")),
    path("", include("vezne_sandbox.sms.urls")),
    path("", include("vezne_sandbox.mail.urls")),
    path("", include("vezne_sandbox.outside_panel.urls")),
    path("", include("vezne_sandbox.tcmb.urls")),
]
