"""iyzico: hosted checkout form, stored cards, refunds, reporting.

signing    IYZWSv2 of requests, signatures of answers, 3D callbacks and webhooks; pure
client     one HTTP call: exact bytes signed, 2 s to connect, 5 s to answer
messages   requests built and answers read; pure
errors     error group and code → our closed vocabulary; pure
provider   the contract of `providers.base` on top of them

Sources: docs.iyzico.com (HMACSHA256 auth, response signature validation, webhook, checkout form,
reporting, error codes). iyzico has no idempotency key: the reference (`conversationId`) is unique
per attempt, and after a time-out the reporting service is asked, never the charge repeated.
"""
