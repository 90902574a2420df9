"""An e-document integrator that speaks Nilvera's REST contract, and the tax office behind it.

Tables: ``Firm`` (key, tax number, credits), ``Taxpayer`` (who is registered for e-Fatura, and its
alias), ``Series`` (letters that a firm has made), ``Document`` (what firms sent: XML, state, fate),
``Purchase`` (invoices that others sent to a firm).

States of a document: waiting → succeed or error, a while after it came; the real time counts.
Every document goes through efatura-kontrol first: what fails is refused with 2015.

Sources: developer.nilvera.com (authentication, error codes, lists), Odoo's ``l10n_tr_nilvera``
(taxpayer query, aliases, sending XML, status), the PHP SDK by done6666 (cancelling).
"""
