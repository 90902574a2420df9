"""Addresses of documents on the desk; `web.desk.urls` takes them in."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from vezne.web.desk import document_acts, documents, einvoice

_LIST = "yonetim/belgeler/"
_ONE = f"{_LIST}<str:public_id>/"
_SETTINGS = "yonetim/ayarlar/e-belge/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(_LIST, documents.documents, name="desk_documents"),
    path(f"{_LIST}excel/", documents.documents_excel, name="desk_documents_excel"),
    path(f"{_LIST}zip/", documents.documents_zip, name="desk_documents_zip"),
    path(f"{_LIST}iadeler/", documents.incoming, name="desk_documents_incoming"),
    path(_ONE, documents.document, name="desk_document"),
    path(f"{_ONE}yeniden/", document_acts.document_retry, name="desk_document_retry"),
    path(f"{_ONE}sor/", document_acts.document_send, name="desk_document_send"),
    path(f"{_ONE}gonder/", document_acts.document_mail, name="desk_document_mail"),
    path(f"{_ONE}vazgec/", document_acts.document_give_up, name="desk_document_give_up"),
    path(f"{_ONE}yenisi/", document_acts.document_new, name="desk_document_new"),
    path(f"{_ONE}alici/", document_acts.document_buyer, name="desk_document_buyer"),
    path(f"{_ONE}iptal/", document_acts.document_take_back, name="desk_document_cancel"),
    path(f"{_ONE}gider-pusulasi/", document_acts.document_slip, name="desk_document_slip"),
    path(f"{_ONE}iade/", document_acts.document_incoming, name="desk_document_incoming"),
    path(f"{_ONE}dosya/<str:kind>/", documents.document_file, name="desk_document_file"),
    path(_SETTINGS, einvoice.einvoice, name="desk_einvoice"),
    path(f"{_SETTINGS}logo/", einvoice.logo, name="desk_einvoice_logo"),
    path(f"{_SETTINGS}logo/goster/", einvoice.logo_picture, name="desk_einvoice_picture"),
    path(f"{_SETTINGS}entegrator/", einvoice.integrator, name="desk_einvoice_integrator"),
    path(f"{_SETTINGS}dene/", einvoice.integrator_try, name="desk_einvoice_test"),
    path(f"{_SETTINGS}durum/", einvoice.switch, name="desk_einvoice_switch"),
    path(f"{_SETTINGS}onizleme/", einvoice.preview, name="desk_einvoice_preview"),
]
