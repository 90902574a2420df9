"""Open invoices (ödeme talebi): what a buyer owes a seller, for what, and until when.

An invoice is opened with its lines and, in the same transaction, booked in the ledger of its
current account: receivable against revenue (net) and against tax (KDV + ÖİV − withheld). Nothing
is booked when it is paid, that is the payment's entry; an **allocation** only raises `paid_minor`
until the total is reached. A **void** takes the postings back. A **discount** (coupon) may be put
on and taken off while nothing is paid: the lines are computed again and the difference is booked.

Amounts (`amounts`, pure): line net = quantity × unit price − discount; KDV is computed once per
rate on the sum of the nets, rounded half up, and spread over the lines, so that lines, rates and
total agree to the kuruş. Per-line rounding does not: ten lines of 0.99 at 20 % would make 2.00 of
tax where the law's sum is 1.98. ÖİV stands beside KDV, on the same nets. A buyer that the seller
marked (`CurrentAccount.withholds_kdv`) keeps back part of the KDV of lines with a code, above the
year's floor (`catalog.taxes`); it pays that part to the tax office itself. What instalments cost
on top is the payment's, never an invoice's.

States: open → paid, open → void; paid → void only with the money going to the buyer's wallet (an
order that is rejected after payment). An open invoice with nothing left to pay (a coupon took
all) is closed by `invoice_settle_free`; one that is opened at zero is paid at once. An **exchange
difference** (kur farkı) came with the payment that made it: it is booked out of what the exchange
left (FX), is owed by nobody and paid at once (`invoice_settle_received`).

Tables: Invoice, InvoiceLine (trade rows); ExchangeRate (the central bank's bulletins, everybody's).

Writes (`services`): `invoice_open`, `invoices_open_many` (bulk, for the renewal run),
`invoice_discount_apply`, `invoice_discount_remove`, `invoice_address_set`, `invoice_allocate`,
`invoice_settle_free`, `invoice_settle_received`, `invoice_void`, `invoice_void_to_wallet`,
`rate_record`, `bulletin_record`.
Reads (`queries`): `invoices_for`, `invoices_of_seller`, `open_invoices_for`, `due_summary_for`,
`get_invoice`, `lines_of`, `purchase_of` (what a coupon looks at), `rate_for`.

Opening is idempotent by a key within the current account. The package sends no events: the flow
that opens, pays or voids says what it means in its own words.
"""
