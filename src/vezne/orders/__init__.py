"""What buyers asked for: from the click to the running service.

A **cart** holds configured plans of one seller in one currency; it lies in the database, outlives
the session, and is priced anew whenever it is looked at (`pricing`). Its checkout makes an order of
each item, all on one invoice.

An order is for one plan or one credit pack at the version that was on offer, with what was
configured, which a trigger keeps as it is. It is **placed**, waits for its payment, and where its
pack or its product (by the way it was paid) asks for it for the seller's approval (paid but not yet
approved is a real state; what costs nothing waits as well); then it is active. Setting up something
outside (provisioning) lies between the two and may fail and be tried again. An order that nobody
pays expires; one that the seller rejects gives the money back to the buyer's balance, which the
flow books.

States (`states.NEXT`, pure):

    placed → awaiting_payment → awaiting_approval → provisioning → active
    placed → awaiting_approval, active      nothing to pay
    awaiting_payment → active               no approval, nothing to set up
    provisioning ⇄ failed_setup             retryable, never created twice
    awaiting_approval, failed_setup → rejected
    placed, awaiting_payment → expired, cancelled

Tables: Order, Cart, CartItem (trade rows). Invoice and subscription are rows of other packages
that know nothing of orders; the order keeps their ids, and at most one waiting order of a buyer
exists per plan and site, per item of a cart, or per pack.

Writes (`services`, each locks the order, is idempotent in its target state, logs, and sends the
event `order.<state>`): `order_place`, `order_attach`, `order_awaiting_payment`, `order_paid`,
`order_active`, `order_provisioning`, `order_setup_failed`, `order_approve`, `order_reject`,
`order_expire`, `order_cancel`; and of the cart `cart_item_put`, `cart_item_change`,
`cart_item_remove`, `cart_coupon_set`, `cart_seen`, `cart_ordered`.
Reads (`queries`): `orders_for`, `orders_of_seller`, `approvals_for`, `find_waiting_order`,
`orders_of_invoice`, `awaits_approval`, `find_open_cart`, `items_of`,
`list_expirable`, `get_order`, `get_order_by_id`.
"""
