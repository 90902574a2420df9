"""Telling a buyer's people something in its seller's voice, within the change's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from vezne.accounts.queries import admins_of, get_account, seller_profile_of
from vezne.accounts.types import Recipient
from vezne.content.queries import contacts_for
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.wording import instant_words, money_words
from vezne.invoicing.models import Invoice
from vezne.notify.services import notify
from vezne.notify.types import Voice
from vezne.orders.models import Order
from vezne.subscriptions.models import Subscription


def voice_of(seller_id: int) -> Voice:
    """The seller's brand, colour and first two ways to reach its support, as one line."""
    profile = seller_profile_of(seller_id)
    support = " · ".join(contact.value for contact in contacts_for(seller_id)[:2])
    return Voice(
        seller_id=seller_id,
        brand=profile.brand_name,
        color=profile.brand_color,
        reply_to=profile.mail_reply_to,
        support=support,
    )


def subscription_words(subscription: Subscription) -> dict[str, Any]:
    """What messages say about a subscription; its platform, product and plan must be at hand."""
    return {
        "platform": subscription.platform.name,
        "service": subscription.product.name,
        "plan": subscription.plan.name,
        "ends": instant_words(subscription.period_ends_at),
    }


def invoice_words(invoice: Invoice) -> dict[str, Any]:
    """What messages say about an invoice: service and plan of its first line, amount, instants."""
    line = invoice.lines.order_by("position").first()
    owed = Money(invoice.total_minor - invoice.paid_minor, invoice.currency)
    shuts_off_at = invoice.shuts_off_at or invoice.due_at
    return {
        "service": line.product_name if line else "",
        "plan": line.plan_name if line else "",
        "amount": money_words(owed or Money(invoice.total_minor, invoice.currency)),
        "due": instant_words(invoice.due_at),
        "shut_off": instant_words(shuts_off_at),
        "reference": invoice.reference,
    }


def order_words(order: Order) -> dict[str, Any]:
    """What messages say about one order; what was ordered is at hand."""
    return {"service": order.offer.product.name, "plan": order.offer.name}


def platform_of(invoice: Invoice) -> str:
    """The name of the platform whose service an invoice pays for; empty for none."""
    if invoice.subscription_id is None:
        return ""
    row = Subscription.objects.select_related("platform").get(pk=invoice.subscription_id)
    return row.platform.name


def tell(
    *,
    kind_key: str,
    seller_id: int,
    buyer_id: int,
    words: Mapping[str, Any],
    path: str,
    subject: str,
    now: datetime,
    attachment: str = "",
    recipients: Sequence[Recipient] | None = None,
    reply_to: str = "",
    thread: str = "",
) -> None:
    """Tell the buyer's Admins, or those given; rows in the caller's transaction.

    Written in system scope: a buyer's action writes the seller's voice and the other way round.
    """
    with acting_as_system("flows: notices"):
        notify(
            kind_key=kind_key,
            account_id=buyer_id,
            recipients=admins_of(buyer_id) if recipients is None else recipients,
            voice=voice_of(seller_id),
            context={"firm": get_account(buyer_id).name, **words},
            path=path,
            subject=subject,
            now=now,
            attachment=attachment,
            reply_to=reply_to,
            thread=thread,
        )
