"""Addresses of the desk, all below /yonetim/; a member of the list `web.urls.urlpatterns`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.desk import clock, invoice, payment, payments, subscription, subscriptions
from vezne.web.desk.pending import desk_pending, operator_pending

_ONE = "yonetim/abonelikler/<str:public_id>/"
_INVOICE = "yonetim/odeme-talepleri/<str:public_id>/"

_subscriptions = [
    path("yonetim/abonelikler/", subscriptions.subscriptions, name="desk_subscriptions"),
    path(_ONE, subscription.subscription, name="desk_subscription"),
    path(f"{_ONE}durdur/", subscription.subscription_block, name="desk_subscription_block"),
    path(f"{_ONE}kaldir/", subscription.subscription_lift, name="desk_subscription_lift"),
    path(f"{_ONE}bitir/", subscription.subscription_end, name="desk_subscription_end"),
    path(f"{_ONE}yenile/", subscription.subscription_unpark, name="desk_subscription_unpark"),
    path(_INVOICE, invoice.invoice, name="desk_invoice"),
    path(f"{_INVOICE}sure/", invoice.invoice_deadline, name="desk_invoice_deadline"),
    path(f"{_INVOICE}iptal/", invoice.invoice_void, name="desk_invoice_void"),
]

_PAYMENT = "yonetim/odemeler/<str:public_id>/"
_ATTEMPT = f"{_PAYMENT}<str:attempt_id>/"

_payments = [
    path("yonetim/odemeler/", payments.payments, name="desk_payments"),
    path(_PAYMENT, payment.payment, name="desk_payment"),
    path(f"{_ATTEMPT}sor/", payment.payment_ask, name="desk_payment_ask"),
    path(f"{_ATTEMPT}iade/", payment.payment_refund, name="desk_payment_refund"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("yonetim/", desk_pending, name="desk"),
    path("yonetim/hesaplar/", desk_pending, name="desk_accounts"),
    path("yonetim/hesaplar/<str:public_id>/", desk_pending, name="desk_account"),
    *_subscriptions,
    *_payments,
    path("yonetim/onaylar/", desk_pending, name="desk_approvals"),
    path("yonetim/katalog/", desk_pending, name="desk_catalogue"),
    path("yonetim/kuponlar/", desk_pending, name="desk_coupons"),
    path("yonetim/ayarlar/", desk_pending, name="desk_settings"),
    path("yonetim/saticilar/", operator_pending, name="operator_sellers"),
    path("yonetim/isler/", operator_pending, name="operator_jobs"),
    path("yonetim/saat/", clock.clock, name="operator_clock"),
    path("yonetim/saat/ilerlet/", clock.clock_move, name="operator_clock_move"),
    path("yonetim/saglik/", operator_pending, name="operator_health"),
]
