"""Addresses of tickets on the desk; a part of `web.desk.urls`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.desk import mails, ticket, ticket_open, ticket_setup, tickets

_BASE = "yonetim/destek/"
_CANNED = f"{_BASE}hazir-yanitlar/"
_ONE = f"{_BASE}<str:public_id>/"
_MAILS = f"{_BASE}posta/"
_MAIL = f"{_MAILS}<str:public_id>/"
_SETUP = "yonetim/ayarlar/destek/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_BASE, tickets.tickets, name="desk_tickets"),
    path(f"{_BASE}excel/", tickets.tickets_excel, name="desk_tickets_excel"),
    path(_CANNED, ticket_setup.canned, name="desk_canned"),
    path(f"{_CANNED}ekle/", ticket_setup.canned_new, name="desk_canned_new"),
    path(f"{_CANNED}<str:public_id>/", ticket_setup.canned_edit, name="desk_canned_edit"),
    path(f"{_CANNED}<str:public_id>/sil/", ticket_setup.canned_drop, name="desk_canned_drop"),
    path(_MAILS, mails.mails, name="desk_mails"),
    path(_MAIL, mails.mail, name="desk_mail"),
    path(f"{_MAIL}talep/", mails.mail_attach, name="desk_mail_attach"),
    path(f"{_MAIL}hesap/", mails.mail_assign, name="desk_mail_assign"),
    path(f"{_MAIL}at/", mails.mail_discard, name="desk_mail_drop"),
    path(f"{_MAIL}ham/", mails.mail_raw, name="desk_mail_raw"),
    path(
        "yonetim/hesaplar/<str:public_id>/talep/",
        ticket_open.ticket_open,
        name="desk_ticket_open",
    ),
    path(_ONE, ticket.ticket, name="desk_ticket"),
    path(f"{_ONE}yanit/", ticket.ticket_answer, name="desk_ticket_answer"),
    path(f"{_ONE}not/", ticket.ticket_note, name="desk_ticket_note"),
    path(f"{_ONE}sorumlu/", ticket.ticket_give, name="desk_ticket_give"),
    path(f"{_ONE}duzenle/", ticket.ticket_move, name="desk_ticket_move"),
    path(f"{_ONE}birlestir/", ticket.ticket_merge, name="desk_ticket_merge"),
    path(f"{_ONE}kapat/", ticket.ticket_end, name="desk_ticket_end"),
    path(f"{_ONE}hazir/", ticket.ticket_canned, name="desk_ticket_canned"),
    path(f"{_ONE}dosya/<str:file_id>/", ticket.ticket_file, name="desk_ticket_file"),
    path(f"{_ONE}not/<str:file_id>/", ticket.note_file, name="desk_note_file"),
    path(_SETUP, ticket_setup.setup, name="desk_ticket_setup"),
    path(f"{_SETUP}birim/", ticket_setup.department_new, name="desk_department_new"),
    path(
        f"{_SETUP}birim/<str:public_id>/", ticket_setup.department_edit, name="desk_department_edit"
    ),
]
