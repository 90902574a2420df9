"""Nilvera's paths, the page, and administration."""

from django.urls import path

from vezne_sandbox.nilvera import api, views

urlpatterns = [
    path("general/company", api.company),
    path("general/GlobalCompany/Check/TaxNumber/<str:tax_id>", api.check),
    path("general/GlobalCompany/GetGlobalCustomerInfo/<str:tax_id>", api.aliases),
    path("einvoice/Send/Xml", api.send, {"kind": "einvoice"}),
    path("earchive/Send/Xml", api.send, {"kind": "earchive"}),
    path("einvoice/sale/<str:uuid>/Status", api.status, {"kind": "einvoice"}),
    path("earchive/invoices/<str:uuid>/Status", api.status, {"kind": "earchive"}),
    path("einvoice/sale/<str:uuid>/<str:form>", api.document, {"kind": "einvoice"}),
    path("earchive/invoices/<str:uuid>/<str:form>", api.document, {"kind": "earchive"}),
    path("earchive/Invoices/<str:uuid>/Cancel", api.cancel),
    path("einvoice/Series", api.series, {"kind": "einvoice"}),
    path("earchive/Series", api.series, {"kind": "earchive"}),
    path("einvoice/Purchase", api.purchases),
    path("einvoice/Purchase/<str:uuid>/xml", api.purchase_xml),
    path("e-belgeler/", views.page, name="nilvera"),
    path("e-belgeler/firma/<int:firm_id>", views.firm_form, name="nilvera_firm"),
    path("e-belgeler/mukellef", views.taxpayer_form, name="nilvera_taxpayer"),
    path("e-belgeler/<int:document_id>/red", views.decline_form, name="nilvera_decline"),
    path("e-belgeler/<int:document_id>.xml", views.xml, name="nilvera_xml"),
    path("_sandbox/nilvera/firms/<str:key>", views.firm),
    path("_sandbox/nilvera/firms/<str:key>/purchases", views.purchase),
    path("_sandbox/nilvera/taxpayers/<str:tax_id>", views.taxpayer),
    path("_sandbox/nilvera/documents", views.documents),
    path("_sandbox/nilvera/decide", views.decide),
]
