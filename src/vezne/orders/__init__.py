"""What buyers asked for: from the click to the running service.

An order is for one plan or one credit pack at the version that was on offer. It is **placed**,
waits for its payment, and where a pack asks for it for the seller's approval (paid but not yet
approved is a real state); then it is active. Setting up something outside (provisioning) lies
between the two and may fail and be tried again. An order that nobody pays expires; one that the
seller rejects gives the money back to the buyer's balance, which the flow books.

States (`states.NEXT`, pure):

    placed → awaiting_payment → awaiting_approval → provisioning → active
    placed → active                         nothing to pay
    awaiting_payment → active               no approval, nothing to set up
    provisioning ⇄ failed_setup             retryable, never created twice
    awaiting_approval, failed_setup → rejected
    placed, awaiting_payment → expired

Table: Order (trade rows). Invoice and subscription are rows of other packages that know nothing of
orders; the order keeps their ids, and at most one waiting order of a buyer exists per plan and
site, or per pack.

Writes (`services`, each locks the order, is idempotent in its target state, logs, and sends the
event `order.<state>`): `order_place`, `order_attach`, `order_awaiting_payment`, `order_paid`,
`order_active`, `order_provisioning`, `order_setup_failed`, `order_approve`, `order_reject`,
`order_expire`.
Reads (`queries`): `orders_for`, `orders_of_seller`, `approvals_for`, `find_waiting_order`,
`find_order_of_invoice`, `list_expirable`, `get_order`, `get_order_by_id`.
"""
