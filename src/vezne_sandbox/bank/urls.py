"""The bank's pages, its open banking, and its administration."""

from django.urls import path

from vezne_sandbox.bank import api, ohvps, views

urlpatterns = [
    path("hesaplar/", views.accounts, name="bank_accounts"),
    path("hesaplar/<str:iban>/", views.account, name="bank_account"),
    path("hesaplar/<str:iban>/gonder", views.send, name="bank_send"),
    path("hesaplar/<str:iban>/geri-al/<int:movement_id>", views.reverse_one, name="bank_take_back"),
    path("hesaplar/<str:iban>/ekstre.<str:kind>", views.download, name="bank_statement"),
    path("ohvps/hbh/s2.0/hesaplar/<str:reference>/islemler", ohvps.movements),
    path("_sandbox/bank/accounts/<str:iban>", api.account),
    path("_sandbox/bank/accounts/<str:iban>/movements", api.movements),
    path("_sandbox/bank/accounts/<str:iban>/movements/<str:number>/reversal", api.reversal),
]
