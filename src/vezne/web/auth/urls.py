"""Addresses of sign-in and of the person's own pages, under allauth's names.

allauth looks its views up by these names, so they carry no namespace. Each is wrapped in the
access it needs (`web.access`); allauth checks on its own besides.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from vezne.web.access import public_page, signed_in_page
from vezne.web.auth import first, forgotten, own_data, sessions, sign_up, views

_entrance = [
    path("giris/", public_page(account.login), name="account_login"),
    path("giris/dogrulama/", public_page(mfa.authenticate), name="mfa_authenticate"),
    path("giris/gecis-anahtari/", public_page(webauthn.login_webauthn), name="mfa_login_webauthn"),
    path("giris/kapali/", public_page(account.account_inactive), name="account_inactive"),
    path("cikis/", public_page(account.logout), name="account_logout"),
    path("kayit/", sign_up.sign_up_choose, name="account_signup"),
    path("kayit/onay/", sign_up.sign_up_mail, name="sign_up_mail"),
    path("kayit/e-posta/<str:token>/", sign_up.sign_up_link, name="sign_up_link"),
    path("kayit/telefon/", sign_up.sign_up_phone, name="sign_up_phone"),
    path("kayit/kullanici-adi/", sign_up.sign_up_name, name="sign_up_name"),
    path("<slug:slug>/kayit/", sign_up.sign_up, name="sign_up"),
    path("gecis/<str:token>/", views.portal_enter, name="portal_enter"),
    path("davet/<str:token>/", first.invitation, name="invitation"),
    path("sifre-gucu/", first.password_strength, name="password_strength"),
]

_confirmation = [
    path(
        "e-posta-onay/",
        public_page(account.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^e-posta-onay/(?P<key>[-:\w]+)/$",
        public_page(account.confirm_email),
        name="account_confirm_email",
    ),
]

_forgotten = [
    path("sifremi-unuttum/", forgotten.by_mail, name="account_reset_password"),
    path("sifremi-unuttum/sms/", forgotten.by_sms, name="password_sms"),
    path("sifremi-unuttum/kod/", forgotten.code, name="password_code"),
    path("sifremi-unuttum/yeni/", forgotten.new, name="password_new"),
    path(
        "sifremi-unuttum/tamam/",
        public_page(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^sifremi-unuttum/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        forgotten.from_link,
        name="account_reset_password_from_key",
    ),
]

_person = [
    path("hesabim/e-posta/", views.email, name="account_email"),
    path("hesabim/ilk-sifre/", first.first_password, name="first_password"),
    path("hesabim/sifre/", signed_in_page(account.password_change), name="account_change_password"),
    path(
        "hesabim/sifre/belirle/", signed_in_page(account.password_set), name="account_set_password"
    ),
    path(
        "hesabim/sifre/onay/", signed_in_page(account.reauthenticate), name="account_reauthenticate"
    ),
    path("hesabim/oturumlar/", sessions.sessions, name="usersessions_list"),
    path("hesabim/oturumlar/<int:session_id>/kapat/", sessions.session_close, name="session_close"),
    path("hesabim/verilerim/", own_data.own_data, name="own_data"),
    path("hesabim/verilerim/indir/", own_data.own_data_file, name="own_data_file"),
    path("hesabim/verilerim/vazgec/", own_data.own_data_keep, name="own_data_keep"),
    path("hesabim/tercihler/", views.preferences, name="preferences"),
    path("hesap-degistir/", views.account_switch, name="account_switch"),
    path("hesapsiz/", views.no_account, name="no_account"),
]

_second_factor = [
    path("hesabim/iki-adim/", signed_in_page(mfa.index), name="mfa_index"),
    path("hesabim/iki-adim/onay/", signed_in_page(mfa.reauthenticate), name="mfa_reauthenticate"),
    path(
        "hesabim/iki-adim/uygulama/ac/",
        signed_in_page(totp.activate_totp),
        name="mfa_activate_totp",
    ),
    path(
        "hesabim/iki-adim/uygulama/kapat/",
        signed_in_page(totp.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        "hesabim/iki-adim/yedek-kodlar/",
        signed_in_page(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "hesabim/iki-adim/yedek-kodlar/yeni/",
        signed_in_page(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "hesabim/iki-adim/yedek-kodlar/indir/",
        signed_in_page(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]

_passkeys = [
    path(
        "hesabim/gecis-anahtarlari/",
        signed_in_page(webauthn.list_webauthn),
        name="mfa_list_webauthn",
    ),
    path(
        "hesabim/gecis-anahtarlari/ekle/",
        signed_in_page(webauthn.add_webauthn),
        name="mfa_add_webauthn",
    ),
    path(
        "hesabim/gecis-anahtarlari/onay/",
        signed_in_page(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "hesabim/gecis-anahtarlari/<int:pk>/sil/",
        signed_in_page(webauthn.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        "hesabim/gecis-anahtarlari/<int:pk>/duzenle/",
        signed_in_page(webauthn.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
]

urlpatterns = [*_entrance, *_confirmation, *_forgotten, *_person, *_second_factor, *_passkeys]
