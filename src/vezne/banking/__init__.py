"""The seller's bank accounts: what arrives on them, whose it is, and what was agreed before.

A **line** is what a bank says, in whatever way it comes: a file (MT940, camt.053, CSV), a signed
webhook, a poll of the bank's feed. All of them end in the same `Line` and the same `Movement`,
once: the bank's own id is the key over all channels; a line without one is known by its date,
amount and words, and by which of the day's equal lines it is.

A movement is **judged** (`matching`, pure): first what it is (money in, a fee, our own transfer, a
card provider's payout, something taken back), then whose. Tiers, the first that speaks decides:
our own reference in the words → a payer's IBAN that a person has confirmed, or a tax id → a
sign-in phone, where the seller allows it. Two candidates never match, and an IBAN that says
another buyer vetoes a phone. What remains waits in the **queue** with ranked suggestions, and
stands meanwhile in the seller's suspense account, so that the bank's books close every month.

States of a movement
    pending    the bank announced it and has not booked it; no entry
    received   stored, not judged yet: between two transactions, or left by a killed process
    credited   in the current account(s) of its buyer(s)
    unmatched  nobody's yet: house, SUSPENSE
    booked     fee, own transfer, payout, money out: house; nothing to do
    returned   staff sends it back: house, CLEARING, until the bank's line of it comes
    ignored    staff says that it is no customer's money: house, CLEARING
    reversed   the bank took it back later; its entries are taken back too

Entries (docs/decisions/0002): a credit of somebody is BANK against WALLET in the buyer's current
account under `<movement>:credit`, and the invoices it pays move from the wallet by `payments`; a
credit of nobody is BANK against SUSPENSE in the seller's house account under `<movement>:arrived`.
Assigning reverses that one and books the other under one journal id. The sum of BANK over all
current accounts of the seller is what its bank accounts hold.

Tables
    BankAccount    of the seller: IBAN, shown or not; its buyers read it
    BankConnection how its bank speaks to us: sealed keys, cursor, last balance; the seller's alone
    MatchingRules  what a seller lets happen without a person
    StatementImport, StatementSpan   an uploaded file with its durable cursor; what each statement
                   in it opened and closed with, which finds gaps
    Movement, MovementPart   one line of the bank; how staff split it
    KnownPayer     an IBAN or tax id that a person has tied to a buyer (sealed, HMAC index)
    Promise        a buyer chose transfer for an invoice: how much, in what, at which rate
    TransferNotice Havale/EFT bildir: a buyer says that it has paid, with the receipt
    BankMessage    a signed call as it came, sealed; a job applies it
    BankDay        a day that is over: the bank's balances beside our lines
    BankTask       what a person must look at: a late line, a gap, a reversal that left a debt

Pure: `reference` (the payer's code is a function of the current account), `readers`, `matching`,
`allocation` (which invoices a sum pays). Outside: `feeds`. Writes: `services`; reads: `queries`.
What follows in payments, subscriptions and messages is the flows' (`flows.bank`).
"""
