"""Why an account may not use an entitlement now, and what opens it: for the page that shuts.

Several sellers may give the same key; one that allows it is enough. Where none does, the answer is
of the seller whose shop is opened most easily: a payment before a word with support, a service that
was there before one that was never bought.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from vezne.accounts.models import Account
from vezne.accounts.types import Seat
from vezne.catalog.models import Product
from vezne.content.models import SupportContact
from vezne.content.queries import contacts_for
from vezne.core.errors import NotFound
from vezne.core.money import Money
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.ledger.models import CurrentAccount
from vezne.reports.panel import sums_of
from vezne.subscriptions.models import Block, Period, Subscription
from vezne.subscriptions.queries import blocks_of, entitlement_check
from vezne.subscriptions.types import Entitlement

EASIEST_FIRST = ("ok", "debt", "pending", "trial_over", "staff", "ended", "none")


@dataclass(frozen=True, slots=True)
class Owed:
    """One unpaid invoice that keeps the platform shut."""

    invoice: Invoice
    service: str
    since: datetime  # shut for it since then; for a first payment: owed since then


@dataclass(frozen=True, slots=True)
class Closure:
    """Why a key is shut for an account; `reason` as in `Entitlement`, never ok.

    `owed` is what has to be paid for it, the oldest first; `amounts` its sums by currency. What is
    pending and owes nothing waits for the seller's word.
    `seller_id` and `product_id` are where Paketler offers it, `service_id` what gave it (empty:
    never bought).
    """

    key: str
    reason: str
    platform: str
    since: datetime | None
    owed: tuple[Owed, ...]
    amounts: tuple[Money, ...]
    block_reasons: tuple[str, ...]
    seller_id: str
    product_id: str
    service_id: str
    contacts: tuple[SupportContact, ...]


def find_closure(seat: Seat, key: str, *, now: datetime) -> Closure | None:
    """Why the seat's account may not use the key now; None: it may. In its panel scope.

    Raises: NotFound when nobody sells the key.
    """
    seller_id, found = _best_answer(seat, key, now)
    if found.is_allowed:
        return None
    service = _service(found)
    blocks = blocks_of(service.pk) if service and found.reason == "staff" else []
    owed = _owed(seat.account_id, seller_id, found, service, now)
    return Closure(
        key=key,
        reason=found.reason,
        platform=found.platform_name,
        since=_since(found, service, blocks, owed),
        owed=owed,
        amounts=sums_of([one.invoice for one in owed]),
        block_reasons=tuple(block.reason for block in blocks if block.reason),
        product_id=service.product.public_id if service else _product_id(seller_id, key),
        service_id=found.subscription_id,
        seller_id=_seller_public_id(seller_id),
        contacts=tuple(contacts_for(seller_id)),
    )


def is_open_for(seat: Seat, key: str, *, now: datetime) -> bool:
    """Whether the account may use the key now; asked once a second by a page that waits.

    Raises: NotFound when nobody sells the key.
    """
    return _best_answer(seat, key, now)[1].is_allowed


def _best_answer(seat: Seat, key: str, now: datetime) -> tuple[int, Entitlement]:
    """The seller that answers for the key, and its answer."""
    answers = []
    for seller_id in _sellers_giving(key, seat):
        found = entitlement_check(
            seller_id=seller_id, account_public_id=seat.account.public_id, key=key, now=now
        )
        if found.is_allowed:
            return seller_id, found
        answers.append((seller_id, found))
    if not answers:
        raise NotFound
    return min(answers, key=lambda answer: EASIEST_FIRST.index(answer[1].reason))


def _sellers_giving(key: str, seat: Seat) -> list[int]:
    """Those that the account buys from, the oldest trade first; else the first that sells it.

    A visit that one seller vouches for knows that seller alone.
    """
    rows = Product.objects.filter(entitlement_keys__contains=[key])
    if seat.portal_seller_id is not None:
        rows = rows.filter(seller_id=seat.portal_seller_id)
    giving = set(rows.values_list("seller_id", flat=True))
    trades = CurrentAccount.objects.filter(buyer_id=seat.account_id, seller_id__in=giving)
    others = trades.exclude(seller_id=seat.account_id).order_by("id")
    return list(others.values_list("seller_id", flat=True)) or sorted(giving)[:1]


def _service(found: Entitlement) -> Subscription | None:
    """What gave the key, with its product at hand."""
    rows = Subscription.objects.select_related("product")
    return rows.filter(public_id=found.subscription_id).first()


def _product_id(seller_id: int, key: str) -> str:
    rows = Product.objects.filter(seller_id=seller_id, entitlement_keys__contains=[key])
    return rows.order_by("position", "pk").values_list("public_id", flat=True).first() or ""


def _seller_public_id(seller_id: int) -> str:
    """Empty for a seller that the account has not traded with: its row is not seen."""
    rows = Account.objects.filter(pk=seller_id)
    return rows.values_list("public_id", flat=True).first() or ""


def _owed(
    buyer_id: int, seller_id: int, found: Entitlement, service: Subscription | None, now: datetime
) -> tuple[Owed, ...]:
    """The unpaid invoices that keep it shut: of the whole platform, or the awaited first one."""
    services = {
        row.pk: row.product.name
        for row in Subscription.objects.select_related("product").filter(
            buyer_id=buyer_id, seller_id=seller_id, platform__public_id=found.platform_id
        )
    }
    shutting = Q(shuts_off_at__lte=now, subscription_id__in=services)
    awaited = ""
    if found.reason == "pending" and service is not None:  # its invoice may pay for others as well
        awaited = service.product.name
        first = Period.objects.filter(subscription=service, voided_at=None, paid_at=None)
        shutting |= Q(pk__in=first.values("invoice_id"))
    rows = Invoice.objects.filter(
        shutting, buyer_id=buyer_id, seller_id=seller_id, status=InvoiceStatus.OPEN
    )
    owed = [
        Owed(row, services.get(row.subscription_id or 0, awaited), row.shuts_off_at or row.due_at)
        for row in rows
    ]
    return tuple(sorted(owed, key=lambda one: (one.since, one.invoice.pk)))


def _since(
    found: Entitlement,
    service: Subscription | None,
    blocks: list[Block],
    owed: tuple[Owed, ...],
) -> datetime | None:
    """Since when it is shut, where that is one instant."""
    if found.reason == "staff":
        return blocks[0].starts_at if blocks else None
    if service is None or found.reason == "pending":
        return None
    if found.reason == "trial_over":
        return service.trial_ends_at
    if found.reason == "ended":
        ends = (service.ended_at, service.cancels_at)
        return min(end for end in ends if end is not None)
    return owed[0].since if owed else service.open_until
