"""What follows an event after its commit: messages that the change itself need not wait for.

`config` subscribes them at start. They run in system scope inside the event's handling, so they
take effect once with the event's mark.
"""

from __future__ import annotations

from vezne.catalog.queries import find_product_counting
from vezne.core.audit import SYSTEM
from vezne.core.outbox import Event
from vezne.core.scope import acting_as_system
from vezne.core.wording import instant_words, number_words
from vezne.flows.guides import guide_of
from vezne.flows.notices import invoice_words, platform_of, subscription_words, tell
from vezne.invoicing.models import Invoice
from vezne.subscriptions.models import Subscription
from vezne.subscriptions.states import State

MESSAGE_OF_EVENT = {
    "subscription.opened": "subscription.opened",
    "subscription.ended": "subscription.ended",
}


def tell_transition(event: Event) -> None:
    """Tell the buyer that a service opened again or ended; the ladder tells the suspension.

    What never opened does not end for its buyer: whoever closed the order tells that. What opens
    for the first time is told with its guide, where no person approves such orders and tells.
    """
    is_first = event.payload["from"] == State.PENDING.value
    if event.kind == "subscription.ended" and is_first:
        return
    with acting_as_system("flows: listeners"):
        row = Subscription.objects.select_related("platform", "product", "plan").get(
            public_id=event.subject
        )
        words = subscription_words(row)
        if row.ended_at is not None:
            words["ends"] = instant_words(row.ended_at)
        kind_key = MESSAGE_OF_EVENT[event.kind]
        if is_first and row.product.approval_ways:
            return  # staff's approval tells, with the same words
        if is_first:
            kind_key, words["guide"] = "subscription.begun", guide_of(row.product_id)
        tell(
            kind_key=kind_key,
            seller_id=row.seller_id,
            buyer_id=row.buyer_id,
            words=words,
            path="/hizmetlerim/",
            subject=row.public_id,
            now=event.occurred_at,
        )


def tell_opened(event: Event) -> None:
    """Tell the buyer of an invoice that the clock opened; what people opened they know."""
    if event.payload["opened_by"] != SYSTEM.kind:
        return
    with acting_as_system("flows: listeners"):
        invoice = Invoice.objects.get(public_id=event.subject)
        tell(
            kind_key="invoice.opened",
            seller_id=invoice.seller_id,
            buyer_id=invoice.buyer_id,
            words={**invoice_words(invoice), "platform": platform_of(invoice)},
            path=f"/odeme/{invoice.public_id}/",
            subject=invoice.public_id,
            now=event.occurred_at,
        )


def tell_quota(event: Event) -> None:
    """Tell the buyer that 80 % of the credits are used, or all of them."""
    facts = event.payload
    with acting_as_system("flows: listeners"):
        product = find_product_counting(event.account_id, facts["unit"])
        tell(
            kind_key="credits.quota" if facts["left"] > 0 else "credits.spent",
            seller_id=event.account_id,
            buyer_id=facts["buyer_id"],
            words={
                "service": product.name if product else facts["unit"],
                "percent": facts["step"],
                "left": number_words(facts["left"]),
            },
            path="/paketler/",
            subject=facts["unit"],
            now=event.occurred_at,
        )
