"""A card processor that speaks iyzico's contract, and the bank behind it.

Tables: ``Merchant`` (api key, secret, webhook address), ``CardUser`` and ``StoredCard`` (the
vault: BIN, last four, a keyed fingerprint; never a number), ``CheckoutForm`` (a token and what
was asked), ``Payment`` with its ``PaymentItem`` rows, ``Reversal`` (refund or cancellation),
``WebhookDelivery``.

States of a payment: ``INIT_THREEDS`` (at the bank's page) → ``CALLBACK_THREEDS`` (the holder has
confirmed; the shop must still collect, direct 3D only) → ``SUCCESS`` or ``FAILURE``. Nothing
leaves the last two; refunds are rows of their own.

Operations: forms (``form_open``, ``form_pay``), charges (``charge_card``, ``threeds_begin``,
``threeds_answer``, ``threeds_collect``), reversals (``refund_item``, ``refund_amount``,
``cancel``), vault (``card_store``, ``list_cards``, ``card_forget``), answers (the JSON shapes and
their signatures), webhooks (queue and delivery).

Like the original it is not idempotent: the same conversationId twice is two charges. Amounts are
decimals in major units, as on the wire; signatures and shapes follow docs.iyzico.com.
"""
