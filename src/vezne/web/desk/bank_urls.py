"""Addresses of the bank on the desk; a part of `web.desk.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.desk import (
    bank_accounts,
    bank_matching,
    bank_movement,
    bank_movements,
    bank_notices,
    bank_queue,
    bank_statements,
    bank_tasks,
)

_BASE = "yonetim/banka/"
_MOVEMENTS = f"{_BASE}hareketler/"
_MOVEMENT = f"{_MOVEMENTS}<str:public_id>/"
_STATEMENTS = f"{_BASE}ekstreler/"
_STATEMENT = f"{_STATEMENTS}<str:public_id>/"
_NOTICES = f"{_BASE}bildirilenler/"
_NOTICE = f"{_NOTICES}<str:public_id>/"
_ACCOUNTS = f"{_BASE}hesaplar/"
_ACCOUNT = f"{_ACCOUNTS}<str:public_id>/"
_PAYERS = f"{_BASE}gonderenler/"
_TASKS = f"{_BASE}isler/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_BASE, bank_queue.queue, name="desk_bank"),
    path(_MOVEMENTS, bank_movements.movements, name="desk_bank_movements"),
    path(f"{_BASE}excel/", bank_movements.movements_excel, name="desk_bank_excel"),
    path(_MOVEMENT, bank_movement.movement, name="desk_bank_movement"),
    path(f"{_MOVEMENT}ara/", bank_queue.buyer_search, name="desk_bank_search"),
    path(f"{_MOVEMENT}ata/", bank_queue.assign, name="desk_bank_assign"),
    path(f"{_MOVEMENT}bol/", bank_movements.split, name="desk_bank_split"),
    path(f"{_MOVEMENT}iade/", bank_queue.give_back, name="desk_bank_return"),
    path(f"{_MOVEMENT}ayir/", bank_queue.ignore, name="desk_bank_ignore"),
    path(f"{_MOVEMENT}geri-al/", bank_movement.undo, name="desk_bank_undo"),
    path(f"{_MOVEMENT}kuyruga/", bank_movement.restore, name="desk_bank_restore"),
    path(f"{_MOVEMENT}hangisi/", bank_movement.resolve, name="desk_bank_resolve"),
    path(_STATEMENTS, bank_statements.statements, name="desk_bank_statements"),
    path(f"{_STATEMENTS}yukle/", bank_statements.upload, name="desk_bank_upload"),
    path(_STATEMENT, bank_statements.statement, name="desk_bank_statement"),
    path(f"{_STATEMENT}durum/", bank_statements.progress, name="desk_bank_progress"),
    path(f"{_STATEMENT}basla/", bank_statements.begin, name="desk_bank_begin"),
    path(f"{_STATEMENT}vazgec/", bank_statements.discard, name="desk_bank_discard"),
    path(f"{_STATEMENT}excel/", bank_statements.problems_excel, name="desk_bank_problems"),
    path(_NOTICES, bank_notices.notices, name="desk_bank_notices"),
    path(f"{_NOTICE}dekont/", bank_notices.receipt, name="desk_bank_receipt"),
    path(f"{_NOTICE}ata/", bank_notices.accept, name="desk_bank_accept"),
    path(f"{_NOTICE}yanit/", bank_notices.answer, name="desk_bank_answer"),
    path(_ACCOUNTS, bank_accounts.accounts, name="desk_bank_accounts"),
    path(f"{_ACCOUNTS}ekle/", bank_accounts.account_new, name="desk_bank_account_new"),
    path(_ACCOUNT, bank_accounts.account_edit, name="desk_bank_account"),
    path(f"{_ACCOUNT}baglanti/", bank_accounts.feed, name="desk_bank_feed"),
    path(f"{_ACCOUNT}baglanti/dene/", bank_accounts.feed_test, name="desk_bank_feed_test"),
    path(f"{_ACCOUNT}baglanti/kaldir/", bank_accounts.feed_drop, name="desk_bank_feed_drop"),
    path(_PAYERS, bank_matching.payers, name="desk_bank_payers"),
    path(f"{_PAYERS}<str:public_id>/unut/", bank_matching.payer_revoke, name="desk_bank_forget"),
    path(_TASKS, bank_tasks.tasks, name="desk_bank_tasks"),
    path(f"{_TASKS}<str:public_id>/kapat/", bank_tasks.close, name="desk_bank_task_close"),
    path("yonetim/ayarlar/banka/", bank_matching.rules, name="desk_bank_rules"),
]
