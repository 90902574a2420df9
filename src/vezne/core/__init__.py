"""What every package stands on, without a word of the domain.

money      `Money(minor, currency)`, rounding half up, allocation whose parts sum to the whole
calendar   Istanbul dates, months and years added without losing the anchor day
ids        prefixed random public ids
errors     `DomainError`: code, HTTP status, message for people
clock      the installation clock: read at the edge only, moved in sandbox mode only
scope      `acting_as`, `ScopedManager`, row-level security: an account sees its own rows
idempotency  same key + same body = same answer, another body = 409
audit      append-only: who did what to what, from where
outbox     events written with the change, handled after commit, at least once
crypto     AES-GCM with key id for secrets, HMAC index for matching
turkish    letter case and search folding of Turkish; `tr_key()` in SQL
compiled   Django's queries put together once per process, asked with each call's values
prepared   statements past Django's cursor, for the hottest paths
postgres   Django's backend with statements that stay prepared
ports      protocols that lower packages ask for and `config` binds

Tables: Clock (one row), AuditEntry, OutboxEvent, IdempotencyKey. Rows hold ids of other packages'
rows without foreign keys, because core knows none of them.
"""
