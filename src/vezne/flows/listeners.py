"""What follows an event after its commit: messages that the change itself need not wait for.

`config` subscribes them at start. They run in system scope inside the event's handling, so they
take effect once with the event's mark.
"""

from __future__ import annotations

from vezne.core.outbox import Event
from vezne.core.scope import acting_as_system
from vezne.core.wording import instant_words
from vezne.flows.notices import subscription_words, tell
from vezne.subscriptions.models import Subscription

MESSAGE_OF_EVENT = {
    "subscription.opened": "subscription.opened",
    "subscription.ended": "subscription.ended",
}


def tell_transition(event: Event) -> None:
    """Tell the buyer that a service opened again or ended; the ladder tells the suspension."""
    with acting_as_system("flows: listeners"):
        row = Subscription.objects.select_related("platform", "product", "plan").get(
            public_id=event.subject
        )
        words = subscription_words(row)
        if row.ended_at is not None:
            words["ends"] = instant_words(row.ended_at)
        tell(
            kind_key=MESSAGE_OF_EVENT[event.kind],
            seller_id=row.seller_id,
            buyer_id=row.buyer_id,
            words=words,
            path="/hizmetlerim/",
            subject=row.public_id,
            now=event.occurred_at,
        )
