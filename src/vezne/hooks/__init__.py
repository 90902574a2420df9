"""Outgoing webhooks: a seller's programs are told of events, signed, retried, replayable.

Tables: Endpoint (address, sealed secret, kinds), WebhookDelivery (one event to one endpoint).
An outbox event becomes a delivery row per matching endpoint (`deliveries_write`, a subscriber of
every event); one job per row sends it after commit by the rules of Standard Webhooks
(https://www.standardwebhooks.com: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,…`).

Delivery: waiting → delivered on a 2xx answer, else tried again after growing waits, at most ten
times, then failed; staff can replay a failed one. Addresses are resolved and checked before each
call: private networks are refused, except in sandbox mode where the demo's listeners live.
"""
