"""The books: one double-entry ledger for all value, money and credits (kontör) alike.

A *current account* (cari hesap) joins one seller and one buyer; seller = buyer is the seller's
house account. Inside it lie *ledger accounts*, one per kind and unit (TRY, or a credit such as
SMS), made when first posted to. A *transfer* moves an amount above zero from a credit to a debit
account of the same current account and unit, so the books balance by construction and two buyers
of a seller never touch the same row (docs/decisions/0002).

Tables
    CurrentAccount  the pair; credit limit, last sequence, next expiry, first open date; its row is
                    the one lock of everything below
    LedgerAccount   stored balance (debits − credits), what holds reserve, ceiling
    Transfer        append-only: sequence, balances after, business date, key, what it reverses
    Hold, HeldLot   pending transfer: pending → posted | voided | expired; null end = never expires
    Lot, LotUse     credits granted together; what each transfer took from them (append-only)
    ClosedMonth     a seller's closed months; they refuse their dates and all before

Operations (`services`)
    current_account_open, credit_limit_set, withholding_set, current_accounts_lock
    post            one entry, one statement: lock, retire what expired, key, month, floors, write
    post_many       up to 1,000 entries over any current accounts, one result each
    reverse         the only correction: every transfer of an entry the other way round
    bank_take_back  empties the wallet, the rest is owed; alone may pass the credit limit
    hold_place, hold_post, hold_void
    credits_grant, credits_spend (earliest expiry first)
    month_close, journal_open

Rules
    A wallet or credit never goes below zero, a receivable in TRY never above its limit, whoever
    races (tests/concurrency). The same key with the same body is the first answer again, with
    another body an error. Holds and lots end by time, not by a job: a posting retires them, reads
    (`queries`) subtract them. A refusal writes nothing and leaves the transaction usable.
    An operation over several current accounts uses `post_many`, or `current_accounts_lock` first.
    `check.ledger_check` proves every stored figure from the entries.

The SQL that writes is in `sql/*.sql` (installed by migration), the proofs in `sql/proofs`.
"""
