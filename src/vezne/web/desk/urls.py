"""Addresses of the desk, all below /yonetim/; a member of the list `web.urls.urlpatterns`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.desk import (
    account_rules,
    account_urls,
    accounts,
    application_urls,
    approvals,
    bank_urls,
    books,
    catalogue,
    clock,
    content_urls,
    coupons,
    document_urls,
    installation,
    invoice,
    messages,
    offers,
    options,
    overview,
    payment,
    payments,
    privacy,
    programs,
    providers,
    received,
    settings,
    subscription,
    subscriptions,
    ticket_urls,
    visit,
)

_ACCOUNT = "yonetim/hesaplar/<str:public_id>/"

_accounts = [
    path("yonetim/hesaplar/", accounts.accounts, name="desk_accounts"),
    path("yonetim/hesaplar/ekle/", accounts.account_new, name="desk_account_new"),
    path(_ACCOUNT, accounts.account, name="desk_account"),
    path(f"{_ACCOUNT}musteri-gozuyle/", visit.visit, name="desk_account_visit"),
    path("musteri-gozuyle/bitir/", visit.visit_end, name="visit_end"),
    path(f"{_ACCOUNT}kayit/", accounts.account_history, name="desk_account_history"),
    path(f"{_ACCOUNT}siparis/", accounts.account_order, name="desk_account_order"),
]

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
    path(f"{_INVOICE}havale/", received.received, name="desk_invoice_received"),
    path(f"{_INVOICE}havale/hareket/", received.matched, name="desk_invoice_matched"),
    path(f"{_INVOICE}iptal/", invoice.invoice_void, name="desk_invoice_void"),
]

_PAYMENT = "yonetim/odemeler/<str:public_id>/"
_ATTEMPT = f"{_PAYMENT}<str:attempt_id>/"

_payments = [
    path("yonetim/odemeler/", payments.payments, name="desk_payments"),
    path(_PAYMENT, payment.payment, name="desk_payment"),
    path(f"{_ATTEMPT}sor/", payment.payment_ask, name="desk_payment_ask"),
    path(f"{_ATTEMPT}iade/", payment.payment_refund, name="desk_payment_refund"),
    path("yonetim/gun-sonu/", books.books, name="desk_books"),
    path(
        "yonetim/gun-sonu/<str:public_id>/acikla/",
        books.difference_close,
        name="desk_difference_close",
    ),
]

_CATALOGUE = "yonetim/katalog/"
_PRODUCT = f"{_CATALOGUE}hizmet/<str:public_id>/"
_OPTION = f"{_CATALOGUE}secenek/<str:public_id>/"
_CHOICE = f"{_CATALOGUE}secim/<str:public_id>/"
_PLAN = f"{_CATALOGUE}paket/<str:public_id>/"
_PACK = f"{_CATALOGUE}kontor/<str:public_id>/"
_PLATFORM = f"{_CATALOGUE}platform/<str:public_id>/"

_catalogue = [
    path(_CATALOGUE, catalogue.catalogue, name="desk_catalogue"),
    path(f"{_CATALOGUE}platform-ekle/", catalogue.platform_new, name="desk_platform_new"),
    path(_PLATFORM, catalogue.platform_edit, name="desk_platform_edit"),
    path(f"{_PLATFORM}hizmet-ekle/", catalogue.product_new, name="desk_product_new"),
    path(_PRODUCT, catalogue.product_edit, name="desk_product_edit"),
    path(f"{_PRODUCT}secenekler/", options.options, name="desk_options"),
    path(f"{_PRODUCT}secenek-ekle/", options.option_new, name="desk_option_new"),
    path(_OPTION, options.option_edit, name="desk_option_edit"),
    path(f"{_OPTION}secim-ekle/", options.choice_new, name="desk_choice_new"),
    path(_CHOICE, options.choice_edit, name="desk_choice_edit"),
    path(f"{_CHOICE}fiyat/", options.choice_price, name="desk_choice_price"),
    path(f"{_PRODUCT}paket-ekle/", offers.plan_new, name="desk_plan_new"),
    path(f"{_PRODUCT}kontor-ekle/", offers.pack_new, name="desk_pack_new"),
    path(_PLAN, offers.plan, name="desk_plan"),
    path(f"{_PLAN}duzenle/", offers.plan_edit, name="desk_plan_edit"),
    path(f"{_PLAN}fiyat/", offers.plan_price, name="desk_plan_price"),
    path(_PACK, offers.pack, name="desk_pack"),
    path(f"{_PACK}duzenle/", offers.pack_edit, name="desk_pack_edit"),
    path(f"{_PACK}fiyat/", offers.pack_price, name="desk_pack_price"),
]

_coupons = [
    path("yonetim/kuponlar/", coupons.coupons, name="desk_coupons"),
    path("yonetim/kuponlar/ekle/", coupons.coupon_new, name="desk_coupon_new"),
    path("yonetim/kuponlar/<str:public_id>/", coupons.coupon, name="desk_coupon"),
    path("yonetim/kuponlar/<str:public_id>/duzenle/", coupons.coupon_edit, name="desk_coupon_edit"),
]

_SETTINGS = "yonetim/ayarlar/"
_PROVIDERS = f"{_SETTINGS}odeme-kuruluslari/"
_CONTACTS = f"{_SETTINGS}iletisim/"
_WEBHOOKS = f"{_SETTINGS}webhook/"

_settings = [
    path(f"{_SETTINGS}cari-hesap/", account_rules.account_rules, name="desk_account_rules"),
    path(_SETTINGS, settings.settings, name="desk_settings"),
    path(_CONTACTS, settings.contacts, name="desk_contacts"),
    path(f"{_CONTACTS}ekle/", settings.contact_new, name="desk_contact_new"),
    path(f"{_CONTACTS}<str:public_id>/", settings.contact_edit, name="desk_contact_edit"),
    path(f"{_CONTACTS}<str:public_id>/sil/", settings.contact_drop, name="desk_contact_drop"),
    path(_PROVIDERS, providers.providers, name="desk_providers"),
    path(f"{_PROVIDERS}ekle/", providers.provider_new, name="desk_provider_new"),
    path(f"{_PROVIDERS}<str:public_id>/", providers.provider_edit, name="desk_provider_edit"),
    path(f"{_PROVIDERS}<str:public_id>/dene/", providers.provider_test, name="desk_provider_test"),
    path(f"{_PROVIDERS}<str:public_id>/sira/", providers.provider_move, name="desk_provider_move"),
    path(f"{_SETTINGS}sozlesmeler/", settings.texts, name="desk_texts"),
    path(f"{_SETTINGS}sozlesmeler/<str:kind>/", settings.text, name="desk_text"),
    path(f"{_SETTINGS}api/", programs.api_keys, name="desk_api_keys"),
    path(f"{_SETTINGS}api/<str:public_id>/iptal/", programs.api_key_end, name="desk_api_key_end"),
    path(_WEBHOOKS, programs.webhooks, name="desk_webhooks"),
    path(
        f"{_WEBHOOKS}<str:public_id>/kaldir/", programs.webhook_remove, name="desk_webhook_remove"
    ),
    path(
        f"{_WEBHOOKS}<str:public_id>/yeniden/", programs.webhook_replay, name="desk_webhook_replay"
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("yonetim/", overview.overview, name="desk"),
    *_accounts,
    *_subscriptions,
    *_payments,
    *account_urls.urlpatterns,
    *bank_urls.urlpatterns,
    *document_urls.urlpatterns,
    path("yonetim/onaylar/", approvals.approvals, name="desk_approvals"),
    path(
        "yonetim/onaylar/<str:public_id>/onayla/",
        approvals.order_approve,
        name="desk_order_approve",
    ),
    path(
        "yonetim/onaylar/<str:public_id>/reddet/", approvals.order_reject, name="desk_order_reject"
    ),
    *ticket_urls.urlpatterns,
    *application_urls.urlpatterns,
    *content_urls.urlpatterns,
    *_catalogue,
    *_coupons,
    *_settings,
    path("yonetim/iletiler/", messages.messages, name="desk_messages"),
    path("yonetim/iletiler/<str:kind>/", messages.message, name="desk_message"),
    path(
        "yonetim/iletiler/<str:kind>/<str:language>/",
        messages.message_mail,
        name="desk_message_mail",
    ),
    path("yonetim/saticilar/", installation.sellers, name="operator_sellers"),
    path("yonetim/isler/", installation.jobs, name="operator_jobs"),
    path("yonetim/isler/<int:job_id>/yeniden/", installation.job_again, name="operator_job_again"),
    path("yonetim/isler/<int:job_id>/cikar/", installation.job_never, name="operator_job_never"),
    path("yonetim/kvkk/", privacy.wishes, name="operator_wishes"),
    path("yonetim/kvkk/imha/", privacy.destruction_log, name="operator_destruction"),
    path(
        "yonetim/kvkk/imha/excel/", privacy.destruction_log_excel, name="operator_destruction_xls"
    ),
    path("yonetim/kvkk/talep/<str:public_id>/", privacy.wish, name="operator_wish"),
    path("yonetim/kvkk/talep/<str:public_id>/sil/", privacy.wish_done, name="operator_wish_done"),
    path(
        "yonetim/kvkk/talep/<str:public_id>/reddet/",
        privacy.wish_declined,
        name="operator_wish_declined",
    ),
    path("yonetim/saat/", clock.clock, name="operator_clock"),
    path("yonetim/saat/ilerlet/", clock.clock_move, name="operator_clock_move"),
    path("yonetim/saglik/", installation.health, name="operator_health"),
]
