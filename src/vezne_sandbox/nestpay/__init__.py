"""A bank's NestPay: the 3D gate with the bank's own card page, and the XML API.

Tables: ``Shop`` (client id, API user, store key), ``Visit`` (one posted form, and what its holder
did), ``Transaction`` (sale or credit under an order number, as the bank's books keep it).

The gate takes ``3d_pay_hosting`` with hash ver3 only. An order number may be tried again after a
refusal, never after a sale. The answer goes back with the browser (okUrl or failUrl) and, where
the form named one, to callbackurl. Amounts are minor units inside.
"""
