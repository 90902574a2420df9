"""A bank's NestPay, below /nestpay/ in this world; tests' and people's own pages beside it."""

from django.urls import path

from vezne_sandbox.nestpay import admin, api, gate

urlpatterns = [
    path("nestpay/fim/est3Dgate", gate.gate),
    path("nestpay/fim/api", api.api),
    path("nestpay/kart/<str:token>", gate.card_form, name="nestpay_form"),
    path("nestpay/3d/<str:token>", gate.bank_return, name="nestpay_bank_return"),
    path("nestpay-defteri", admin.books_page, name="nestpay_books"),
    path("_sandbox/nestpay/shops/<str:client_id>", admin.shop),
    path("_sandbox/nestpay/transactions", admin.transactions),
    path("_sandbox/nestpay/orders/<str:oid>", admin.order),
]
