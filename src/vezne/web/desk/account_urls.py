"""Addresses of current accounts on the desk; a part of `web.desk.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.desk import current_accounts, entries, late_charges, letters, payouts

_BASE = "yonetim/cari-hesaplar/"
_ONE = f"{_BASE}hesap/<str:public_id>/"
_ENTRY = f"{_BASE}kayitlar/<str:public_id>/"
_LETTER = f"{_BASE}mutabakat/<str:public_id>/"
_PAYOUT = f"{_BASE}para-cekme/<str:public_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_BASE, current_accounts.current_accounts, name="desk_current_accounts"),
    path(f"{_BASE}excel/", current_accounts.current_accounts_excel, name="desk_accounts_excel"),
    path(_ONE, current_accounts.current_account, name="desk_current_account"),
    path(f"{_ONE}sartlar/", current_accounts.current_account_terms, name="desk_account_terms"),
    path(f"{_ONE}kayit/", entries.entry_new, name="desk_entry_new"),
    path(f"{_ONE}mektup/", letters.letter_new, name="desk_letter_new"),
    path(f"{_ONE}<str:kind>/", current_accounts.statement_download, name="desk_statement_file"),
    path(f"{_BASE}kayitlar/", entries.entries, name="desk_entries"),
    path(f"{_ENTRY}onayla/", entries.entry_yes, name="desk_entry_yes"),
    path(f"{_ENTRY}reddet/", entries.entry_no, name="desk_entry_no"),
    path(f"{_ENTRY}geri-al/", entries.entry_reverse, name="desk_entry_reverse"),
    path(f"{_BASE}mutabakat/", letters.letters, name="desk_letters"),
    path(f"{_BASE}toplu-mutabakat/", letters.letters_all, name="desk_letters_all"),
    path(_LETTER, letters.letter, name="desk_letter"),
    path(f"{_LETTER}pdf/", letters.letter_file, name="desk_letter_file"),
    path(f"{_LETTER}geri-cek/", letters.letter_back, name="desk_letter_back"),
    path(f"{_BASE}para-cekme/", payouts.payouts, name="desk_payouts"),
    path(f"{_BASE}para-cekme-emri/", payouts.payouts_file, name="desk_payouts_file"),
    path(f"{_PAYOUT}onayla/", payouts.payout_yes, name="desk_payout_yes"),
    path(f"{_PAYOUT}gonderildi/", payouts.payout_out, name="desk_payout_out"),
    path(f"{_PAYOUT}reddet/", payouts.payout_no, name="desk_payout_no"),
    path(f"{_BASE}vade-farki/", late_charges.late_charges, name="desk_late_charges"),
    path(f"{_BASE}vade-farki/excel/", late_charges.late_charges_excel, name="desk_late_excel"),
    path(
        f"{_BASE}vade-farki/<str:public_id>/sil/", late_charges.late_waive, name="desk_late_waive"
    ),
]
