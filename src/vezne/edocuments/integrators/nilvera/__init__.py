"""Nilvera's REST API, as far as documents need it.

Sources: developer.nilvera.com (overview, authentication, error codes), Odoo's `l10n_tr_nilvera`
and `l10n_tr_nilvera_einvoice` (taxpayer query, aliases, sending XML, status), the PHP SDK by
done6666 (cancelling).
"""
