"""PayTR's API and pages, below /paytr/ in this world; tests' and people's own pages beside them."""

from django.urls import path

from vezne_sandbox.paytr import admin, api, pages

urlpatterns = [
    path("paytr/odeme/api/get-token", api.get_token),
    path("paytr/odeme/api/bin-detail", api.bin_detail),
    path("paytr/odeme/guvenli/<str:token>", pages.hosted_form, name="paytr_form"),
    path("paytr/odeme/3d/<str:token>", pages.bank_return, name="paytr_bank_return"),
    path("paytr/odeme/durum-sorgu", api.status),
    path("paytr/odeme/iade", api.refund),
    path("paytr/odeme/capi/list", api.card_list),
    path("paytr/odeme/capi/delete", api.card_delete),
    path("paytr/odeme", api.payment),
    path("paytr/rapor/islem-dokumu", api.day_report),
    path("paytr-defteri", admin.books_page, name="paytr_books"),
    path("_sandbox/paytr/shops/<str:merchant_id>", admin.shop),
    path("_sandbox/paytr/orders", admin.orders),
    path("_sandbox/paytr/orders/<str:merchant_oid>", admin.order),
    path("_sandbox/paytr/cards/<str:ctoken>", admin.card),
]
