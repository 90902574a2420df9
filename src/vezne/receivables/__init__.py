"""What people decide on a current account: terms, entries by hand, letters, late charges, payouts.

The ledger keeps what moved, invoicing what is owed, payments what was paid. Here lie the decisions
of people between them, each a row with who asked, who agreed and why (docs/decisions/0013).

Tables
    SellerTerms    a seller's rules: limits of the second look, late charge, load limits, switches
    BuyerTerms     what differs for one current account: payment days, pays from the wallet, exempt,
                   closed
    ManualEntry    opening balance, debit note, credit note, transfer that came without a movement,
                   or reversal that staff book by hand
    Letter         reconciliation (mutabakat): a balance at a day's end, and the buyer's answer
    LateCharge     the charge (vade farkı) for one overdue invoice and month
    Payout         money that leaves the wallet to an IBAN

States
    ManualEntry    waiting → booked | declined        (below the limit: booked at once)
    Letter         waiting → agreed | disagreed | withdrawn; expired is derived from `expires_at`
    LateCharge     waiting → charged | waived
    Payout         waiting → (seconded) → approved → sent; waiting, seconded, approved → refused;
                   waiting, seconded → withdrawn

Operations (`services`)
    seller_terms_set, buyer_terms_set, trade_close, wallet_switch_set
    entry_ask, entry_approve, entry_decline
    letter_send, letter_answer, letter_withdraw
    late_charges_find, late_charge_waive, late_charges_book
    payout_ask, payout_approve, payout_refuse, payout_withdraw, payout_sent
Reads (`queries`): terms_of, entries_of, letters_of, late_charges_of, payouts_of …

Rules
    A debt by hand is an open invoice, so it is due, aged, paid and reminded like any other; an
    opening debt books no revenue. A credit goes to the wallet and pays, as all new money, a debt
    beyond the open invoices first; taken back, that debt is owed again. A transfer that staff say
    has come is such a credit with the invoice that it pays, out of clearing: it lowers no revenue.
    Only what was booked here is reversed here. Above the seller's limit two different members
    decide, and nothing is booked before the second; a constraint of the table says so as well. A
    payout reserves its money in the wallet when it is asked for, so nothing else spends it. A late
    charge is computed in whole numbers, once per invoice and month, never on a late charge, and can
    be waived until it is charged.

Pure: `late` (arithmetic), `links` (signed links of letters).
"""
