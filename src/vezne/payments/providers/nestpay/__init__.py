"""NestPay (EST; Payten): the virtual POS of many banks, with the bank's own card page.

signing    hash ver3 of forms and answers; pure
client     one call of the XML API (CC5Request), ISO-8859-9
messages   the signed form built, answers read, amounts and currencies; pure
errors     ProcReturnCode → our closed vocabulary; pure
verdicts   what a signed answer or an order's status proves; pure
books      an order's transactions (ORDERHISTORY)
provider   the contract of `providers.base` on top of them

`3d_pay_hosting` only: the payer's browser posts a signed form to the bank's gateway, the card is
typed there, and the gateway posts a signed answer to okUrl or failUrl and, from server to server,
to callbackurl (about one in a hundred browsers never comes back). That answer is a proof: every
field of it is hashed. Without it the order is asked about (ORDERSTATUS). The gateway knows no
stored cards, no list of a day, and no reference of a refund: each order is looked up.

Sources: the hash and answers as in mewebstudio/pos (EstV3PosCrypt, its tests and mappers, MIT),
the banks' NestPay documents for CC5Request.
"""
