"""Addresses of the panel; a member of the list `web.urls.urlpatterns`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.panel import (
    addresses,
    application_urls,
    bank_accounts,
    cards,
    cart,
    changes,
    configure,
    current_accounts,
    devices,
    documents,
    notice_settings,
    notifications,
    orders,
    overview,
    packages,
    payments,
    reading,
    services,
    shut,
    tickets,
    transfer_notices,
    wallet,
)

_services = [
    path("hizmetlerim/", services.services, name="services"),
    path("hizmetlerim/excel/", services.services_excel, name="services_excel"),
    path("hizmetlerim/<str:public_id>/", services.service, name="service"),
    path("hizmetlerim/<str:public_id>/yenile/", services.service_renew, name="service_renew"),
    path("hizmetlerim/<str:public_id>/paket/", changes.service_change, name="service_change"),
    path("hizmetlerim/<str:public_id>/iptal/", changes.service_cancel, name="service_cancel"),
    path("hizmetlerim/<str:public_id>/devam/", changes.service_resume, name="service_resume"),
]

_buying = [
    path("odemeler/", payments.payments, name="payments"),
    path("odemeler/excel/", payments.payments_excel, name="payments_excel"),
    path("paketler/", packages.packages, name="packages"),
    path("paketler/hizmet/<str:public_id>/", configure.product, name="product"),
    path("paketler/hizmet/<str:public_id>/fiyat/", configure.product_price, name="product_price"),
    path("paketler/hizmet/<str:public_id>/sepet/", configure.product_put, name="product_put"),
    path("sepet/", cart.carts, name="carts"),
    path("sepet/<str:public_id>/", cart.cart, name="cart"),
    path("sepet/kalem/<str:public_id>/cikar/", cart.cart_remove, name="cart_remove"),
    path("sepet/siparis/<str:public_id>/kupon/", cart.cart_coupon, name="cart_coupon"),
    path("sepet/siparis/<str:public_id>/fiyatlar/", cart.cart_accept, name="cart_accept"),
    path("sepet/siparis/<str:public_id>/", cart.cart_order, name="cart_order"),
    path("siparislerim/", orders.orders, name="orders"),
    path("siparislerim/<str:public_id>/vazgec/", orders.order_cancel, name="order_cancel"),
    path("paketler/satin-al/paket/<str:public_id>/", packages.buy_plan, name="buy_plan"),
    path("paketler/satin-al/kontor/<str:public_id>/", packages.buy_pack, name="buy_pack"),
]

_ACCOUNT = "cari-hesap/<str:public_id>/"

_current_accounts = [
    path("cari-hesap/", current_accounts.current_accounts, name="current_accounts"),
    path("cari-hesap/istek/<str:public_id>/vazgec/", wallet.payout_cancel, name="payout_cancel"),
    path(_ACCOUNT, current_accounts.current_account, name="current_account"),
    path(f"{_ACCOUNT}yukle/", wallet.wallet_load, name="wallet_load"),
    path(f"{_ACCOUNT}para-cek/", wallet.payout_new, name="payout_new"),
    path(f"{_ACCOUNT}otomatik/", current_accounts.wallet_switch, name="wallet_switch"),
    path(f"{_ACCOUNT}<str:kind>/", current_accounts.statement_download, name="statement_file"),
]

_documents = [
    path("belgelerim/", documents.documents, name="documents"),
    path("belgelerim/excel/", documents.documents_excel, name="documents_excel"),
    path("belgelerim/ay/<str:month>/", documents.documents_month, name="documents_month"),
    path("belgelerim/<str:public_id>/", documents.document, name="document"),
    path("belgelerim/<str:public_id>/<str:kind>/", documents.document_file, name="document_file"),
]

_NOTICES = "havale-bildirimleri/"

_transfers = [
    path("banka-hesaplari/", bank_accounts.bank_accounts, name="bank_accounts"),
    path(_NOTICES, transfer_notices.transfer_notices, name="transfer_notices"),
    path(
        f"{_NOTICES}yeni/<str:public_id>/",
        transfer_notices.transfer_notice_new,
        name="transfer_notice_new",
    ),
    path(
        f"{_NOTICES}<str:public_id>/dekont/",
        transfer_notices.transfer_receipt,
        name="transfer_receipt",
    ),
]

_addresses = [
    path("adreslerim/", addresses.addresses, name="addresses"),
    path("adreslerim/ekle/", addresses.address_new, name="address_new"),
    path("adreslerim/<str:public_id>/", addresses.address_edit, name="address_edit"),
    path("adreslerim/<str:public_id>/kaldir/", addresses.address_remove, name="address_remove"),
    path(
        "adreslerim/<str:public_id>/varsayilan/", addresses.address_default, name="address_default"
    ),
]

_cards = [
    path("kartlarim/", cards.cards, name="cards"),
    path("kartlarim/<str:public_id>/yenileme/", cards.card_renewal, name="card_renewal"),
    path("kartlarim/<str:public_id>/kaldir/", cards.card_remove, name="card_remove"),
]

_TICKET = "destek/<str:public_id>/"

_WISHES = "bildirimler/tercihler/"

_notices = [
    path("bildirimler/sayi/", notifications.bell, name="bell"),
    path("bildirimler/okundu/", notifications.notifications_seen, name="notifications_seen"),
    path(_WISHES, notice_settings.notice_settings, name="notice_settings"),
    path(f"{_WISHES}anlik/", devices.push_begin, name="push_begin"),
    path(f"{_WISHES}anlik/<str:public_id>/kapat/", devices.push_end, name="push_end"),
    path(f"{_WISHES}onay/<str:public_id>/", notice_settings.offer_consent, name="offer_consent"),
    path(f"{_WISHES}<str:kind>/", notice_settings.notice_group, name="notice_group"),
    path("bildirimler/<str:public_id>/", notifications.notification_open, name="notification_open"),
    path(
        "bildirimler/<str:public_id>/okundu/",
        notifications.notification_seen,
        name="notification_seen",
    ),
]

_support = [
    path("destek/", tickets.support, name="support"),
    path("destek/yeni/", tickets.ticket_new, name="ticket_new"),
    path(_TICKET, tickets.ticket, name="ticket"),
    path(f"{_TICKET}yaz/", tickets.ticket_reply, name="ticket_reply"),
    path(f"{_TICKET}kapat/", tickets.ticket_close, name="ticket_close"),
    path(f"{_TICKET}degerlendir/", tickets.ticket_stars, name="ticket_rate"),
    path(f"{_TICKET}dosya/<str:file_id>/", tickets.ticket_file, name="ticket_file"),
]

_reading = [
    path("duyurular/", reading.announcements, name="announcements"),
    path("duyurular/<str:public_id>/kapat/", reading.announcement_away, name="announcement_away"),
    path("haberler/", reading.news, name="news"),
    path("haberler/<str:public_id>/", reading.news_item, name="news_item"),
    path("sss/", reading.questions, name="questions"),
    path("kilavuzlar/", reading.guides, name="guides"),
    path("kilavuzlar/<str:public_id>/", reading.guide, name="guide"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.home, name="home"),
    *_services,
    *_buying,
    *_current_accounts,
    *_transfers,
    *_documents,
    *_addresses,
    *_cards,
    path("bildirimler/", notifications.notifications, name="notifications"),
    *_notices,
    *_support,
    *application_urls.urlpatterns,
    *_reading,
    path("kapali/<str:key>/", shut.shut, name="shut"),
    path("kapali/<str:key>/durum/", shut.shut_state, name="shut_state"),
]
