"""iyzico's API paths as the contract has them, the hosted form, the bank's page, admin calls."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from vezne_sandbox.iyzico import api_cards, api_forms, api_payments, views_admin, views_pages


@csrf_exempt
def card_storage(request: HttpRequest) -> HttpResponseBase:
    """One path, two calls: POST stores a card, DELETE forgets one."""
    if request.method == "DELETE":
        return api_cards.card_delete(request)
    return api_cards.card_create(request)


_FORM = "payment/iyzipos/checkoutform"
urlpatterns = [
    path("payment/test", api_payments.api_test),
    path(f"{_FORM}/initialize/ecom", api_forms.checkout_form_initialize),
    path(f"{_FORM}/initialize/auth/ecom", api_forms.checkout_form_initialize),
    path(f"{_FORM}/initialize/preauth/ecom", api_forms.checkout_form_initialize),
    path(f"{_FORM}/auth/ecom/detail", api_forms.checkout_form_detail),
    path("payment/pay-with-iyzico/initialize", api_forms.checkout_form_initialize),
    path("payment/3dsecure/initialize", api_forms.threeds_initialize),
    path("payment/3dsecure/initialize/preauth", api_forms.threeds_initialize),
    path("payment/3dsecure/auth", api_forms.threeds_auth),
    path("payment/v2/3dsecure/auth", api_forms.threeds_auth),
    path("payment/auth", api_payments.payment_auth),
    path("payment/preauth", api_payments.payment_auth),
    path("payment/postauth", api_payments.payment_postauth),
    path("payment/detail", api_payments.payment_detail),
    path("payment/refund", api_payments.refund),
    path("v2/payment/refund", api_payments.refund),
    path("payment/cancel", api_payments.payment_cancel),
    path("v2/reporting/payment/details", api_payments.reporting_details),
    path("v2/reporting/payment/transactions", api_payments.reporting_transactions),
    path("cardstorage/card", card_storage),
    path("cardstorage/cards", api_cards.card_list),
    path("payment/bin/check", api_cards.bin_check),
    path("payment/iyzipos/installment", api_cards.installment),
    path("odeme", views_pages.hosted_form, name="hosted_form"),
    path("odeme/donus", views_pages.form_return, name="form_return"),
    path("banka/3d/<str:acs_token>", views_pages.bank_page, name="bank_page"),
    path("banka/3d/<str:acs_token>/yeni-kod", views_pages.bank_new_code, name="bank_new_code"),
    path("banka/3d/<str:acs_token>/donus", views_pages.bank_return, name="bank_return"),
    path("kartlar", views_admin.cards_page, name="cards"),
    path("_sandbox/merchants/<str:api_key>", views_admin.merchant),
    path("_sandbox/cards/<str:card_token>", views_admin.card),
    path("_sandbox/payments", views_admin.payments),
    path("_sandbox/payments/<int:payment_id>", views_admin.payment),
]
