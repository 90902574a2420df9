"""Payments: money in by card, saved card or wallet, and back; certain or asked, never guessed.

A **payment** is the wish to pay one open invoice; at most one is open per invoice. An **attempt**
is one try under its own reference, committed before the provider is called: created →
requires_action (the payer is on the provider's hosted form) → pending / unknown → captured, failed,
cancelled; later refunded. A time-out is *unknown*: never failed, never charged again; while a
charge is in doubt no other one is made. The browser's return, the webhook, the poller and the
janitor all ask the provider (`provider_ask`) and end in one idempotent `attempt_settle` under row
locks, which books the ledger, allocates to the invoice and keeps the card. `next_check_at` is the
janitor's schedule (30 s, 2 min, 5 min, 15 min, 1 h, then every 6 h) until the end is certain; a
form that refused one card may take another, so it is asked about until its life is over.

Money is never dropped: what an invoice does not need any more (paid by another try, withdrawn)
lies in the buyer's wallet, shown as `surplus_minor`. The cost of instalments is booked apart. A
charge in TRY for an invoice in another currency passes the `fx` accounts at the rate kept in the
attempt. A **refund** is a row of its own; it gives back what lies in the wallet, reserved by a
hold of the ledger until the provider's answer is certain.

Card numbers never come here: the hosted form takes them; we keep the provider's keys (encrypted),
brand, last four and expiry. A **stored card** renews only with its own consent; a hard refusal
blocks it (`retries`).

A seller may have contracts with several **providers** (iyzico, PayTR, NestPay), in an order for
each currency. One whose form cannot be opened takes no money, so a new try is made with the next
(`queries.openings`). Where a provider wants a form posted instead of an address opened, the try
keeps its signed fields. A notice is a hint to ask, and a proof only where the provider's contract
makes it one and every field that counts is signed.

Each day of each contract the provider's books are compared with ours (`comparing`, pure;
**Reconciliation** → open, done, failed); what does not agree is a **Difference** (missing here,
missing there, amount, refund): open → explained by staff, or gone.

Tables: ProviderAccount (the seller's; keys sealed), StoredCard, Payment, Attempt, AttemptEvent
(append-only), Refund, Allocation (the only link between payment and invoice), WebhookMessage,
Reconciliation, Difference.

Writes: see `services`. Reads: see `queries`. Pure: `types` (outcomes, error words), `retries`.
Providers: `providers.base` is the contract, one folder each; only this package knows them.
Events: payment.captured, payment.failed, payment.cancelled, payment.alarm (an answer that does not
fit), refund.done, refund.failed, reconciliation.differs, reconciliation.failed.
"""
