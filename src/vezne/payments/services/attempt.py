"""One try: committed before the provider is called, then what the opening of its form answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from vezne.accounts.queries import seller_profile_of
from vezne.core.audit import Actor
from vezne.core.errors import NotFound
from vezne.core.ids import new_public_id
from vezne.core.money import Money
from vezne.invoicing.models import InvoiceStatus
from vezne.payments.errors import AttemptInDoubt, CardNotUsable, InvoiceNotOpen, NoProvider
from vezne.payments.models import (
    Attempt,
    AttemptEvent,
    AttemptMethod,
    AttemptState,
    Payment,
    PaymentStatus,
    ProviderAccount,
    StoredCard,
)
from vezne.payments.providers.base import FormOpened
from vezne.payments.queries.accounts import provider_accounts_for, quote_of
from vezne.payments.queries.attempts import is_in_doubt
from vezne.payments.queries.openings import provider_accounts_in_turn
from vezne.payments.retries import next_check
from vezne.payments.services.payment import payments_lock
from vezne.payments.services.wallet_part import (
    card_part,
    wallet_part_hold,
    wallet_part_release,
)
from vezne.payments.types import ErrorCode

CLOCK = "clock"
"""The source of the tries that nobody asked for: renewals charged from a stored card."""
OPENING_SECONDS = 30 * 60
"""A form whose opening was not answered is over after this, plus the provider's margin."""


@dataclass(frozen=True, slots=True)
class AttemptWishes:
    """What the payer chose."""

    method: str = AttemptMethod.HOSTED_CARD
    wants_3d: bool = True
    wants_storing: bool = False
    wants_renewal: bool = False  # own consent to automatic renewal, needs wants_storing
    stored_card_id: int | None = None
    not_by: tuple[int, ...] = ()  # contracts whose form could not be opened just now
    wallet_minor: int = 0  # so much of the invoice comes from the wallet, the rest by card


def attempt_event(
    *, attempt: Attempt, kind: str, source: str, now: datetime, **details: Any
) -> None:
    """Append to what happened to an attempt; `details` hold no card data."""
    AttemptEvent.objects.create(
        attempt=attempt,
        seller_id=attempt.seller_id,
        buyer_id=attempt.buyer_id,
        kind=kind,
        source=source,
        details=details,
        at=now,
    )


@transaction.atomic
def attempt_create(
    *, payment_id: int, wishes: AttemptWishes, actor: Actor, now: datetime, source: str = "web"
) -> Attempt:
    """Write a try with its own reference and the amount of the moment; the caller commits, then
    calls the provider (`form_open`, `card_charge`).

    The seller may force 3D. A stored card is charged only for the buyer who stored it, and only
    while no form is open on which the payer could pay as well. A part from the wallet is reserved
    here and taken with the card's part.
    Raises: NotFound, InvoiceNotOpen, AttemptInDoubt, CardNotUsable, NoProvider, RateUnknown,
    WalletPartNotAllowed, InsufficientFunds.
    """
    payment = (
        Payment.objects.select_for_update(of=("self",))
        .select_related("invoice")
        .filter(pk=payment_id)
        .first()
    )
    if payment is None:
        raise NotFound
    owed = _still_owed(payment)
    _refuse_doubt(payment, wishes, now)
    card = _usable_card(payment, wishes)
    account = _account_for(payment, wishes, card, now)
    by_card = card_part(payment=payment, owed=owed, wallet_minor=wishes.wallet_minor)
    quote = quote_of(owed=by_card, provider_account=account, now=now)
    is_hosted = wishes.method == AttemptMethod.HOSTED_CARD
    public_id = new_public_id("att")
    hold_id = wallet_part_hold(
        payment=payment, minor=wishes.wallet_minor, attempt_public_id=public_id, now=now
    )
    attempt = Attempt.objects.create(
        public_id=public_id,
        reference=public_id,
        payment=payment,
        seller_id=payment.seller_id,
        buyer_id=payment.buyer_id,
        provider_account=account,
        method=wishes.method,
        state=AttemptState.CREATED,
        amount_minor=quote.charge.minor,
        currency=quote.charge.currency,
        covers_minor=quote.amount.minor,
        wallet_minor=wishes.wallet_minor,
        wallet_hold_id=hold_id,
        rate_micro=quote.rate_micro,
        rate_on=quote.rate_on,
        wants_3d=is_hosted and (wishes.wants_3d or seller_profile_of(payment.seller_id).force_3d),
        wants_storing=is_hosted and wishes.wants_storing,
        wants_renewal=is_hosted and wishes.wants_storing and wishes.wants_renewal,
        stored_card=card,
        started_by=actor.label[:200],
        is_automatic=source == CLOCK,
        created_at=now,
        expires_at=now + timedelta(seconds=OPENING_SECONDS) if is_hosted else None,
        next_check_at=next_check(checks=0, now=now),
    )
    attempt_event(attempt=attempt, kind="created", source=source, now=now, by=actor.label[:200])
    return attempt


def _still_owed(payment: Payment) -> Money:
    """What this try is about. Raises: InvoiceNotOpen."""
    invoice = payment.invoice
    if payment.status != PaymentStatus.OPEN:
        raise InvoiceNotOpen
    if invoice is None:
        return Money(payment.amount_minor, payment.currency)
    if invoice.status != InvoiceStatus.OPEN:
        raise InvoiceNotOpen
    return Money(invoice.open_minor, invoice.currency)


def _refuse_doubt(payment: Payment, wishes: AttemptWishes, now: datetime) -> None:
    others = Attempt.objects.filter(payment=payment)
    if payment.invoice_id is not None:
        others = Attempt.objects.filter(payment__invoice_id=payment.invoice_id)
    for other in others:
        is_form_open = (
            other.state == AttemptState.REQUIRES_ACTION
            and other.expires_at is not None
            and other.expires_at > now
        )
        if is_in_doubt(other) or (is_form_open and wishes.method == AttemptMethod.STORED_CARD):
            raise AttemptInDoubt


def _account_for(
    payment: Payment, wishes: AttemptWishes, card: StoredCard | None, now: datetime
) -> ProviderAccount:
    """The contract of this try: a card's own, else the preferred one that was not tried before.

    One whose last form could not be opened waits a minute behind the others.
    Raises: NoProvider, CardNotUsable (its contract is closed or charges no such money).
    """
    seller_id, currency = payment.seller_id, payment.currency
    if card is not None:
        for account in provider_accounts_for(seller_id=seller_id, currency=currency):
            if account.pk == card.provider_account_id:
                return account
        raise CardNotUsable
    found = provider_accounts_in_turn(seller_id=seller_id, currency=currency, now=now)
    left = [account for account in found if account.pk not in wishes.not_by]
    if not left:
        raise NoProvider
    return left[0]


def _usable_card(payment: Payment, wishes: AttemptWishes) -> StoredCard | None:
    if wishes.method != AttemptMethod.STORED_CARD:
        return None
    if wishes.stored_card_id is None:
        raise CardNotUsable
    card = StoredCard.objects.filter(
        pk=wishes.stored_card_id,
        seller_id=payment.seller_id,
        buyer_id=payment.buyer_id,
        removed_at=None,
        blocked_reason="",
    ).first()
    if card is None:
        raise CardNotUsable
    return card


def attempt_locked(attempt_id: int) -> Attempt:
    """The attempt's row, locked after all payments of its invoice: one order everywhere.

    Raises: NotFound.
    """
    attempt = Attempt.objects.select_related("payment").filter(pk=attempt_id).first()
    if attempt is None:
        raise NotFound
    if attempt.payment.invoice_id is None:
        Payment.objects.select_for_update().get(pk=attempt.payment_id)
    else:
        payments_lock(invoice_id=attempt.payment.invoice_id)
    return Attempt.objects.select_for_update().get(pk=attempt_id)


@transaction.atomic
def attempt_asked(*, attempt_id: int, source: str, now: datetime) -> bool:
    """Mark that the provider is about to be called; False when it was called before.

    Committed before the call, so that no try is ever sent twice. A stored card's try is unknown
    from here on until an answer is written.
    """
    attempt = attempt_locked(attempt_id)
    if attempt.asked_at is not None or attempt.state != AttemptState.CREATED:
        return False
    attempt.asked_at = now
    if attempt.method == AttemptMethod.STORED_CARD:
        attempt.state = AttemptState.UNKNOWN
    attempt.save(update_fields=["asked_at", "state"])
    attempt_event(attempt=attempt, kind="asked", source=source, now=now)
    return True


@transaction.atomic
def attempt_form_opened(*, attempt_id: int, form: FormOpened, now: datetime) -> Attempt:
    """Write where the payer goes; an attempt that ended meanwhile stays as it is."""
    attempt = attempt_locked(attempt_id)
    if attempt.state not in (AttemptState.CREATED, AttemptState.UNKNOWN) or attempt.page_url:
        return attempt
    attempt.state = AttemptState.REQUIRES_ACTION
    attempt.provider_token = form.token
    attempt.page_url = form.page_url
    attempt.form_fields = [list(field) for field in form.fields]
    attempt.expires_at = now + timedelta(seconds=form.valid_seconds)
    attempt.next_check_at = next_check(checks=0, now=now)
    attempt.save()
    attempt_event(attempt=attempt, kind="form_opened", source="web", now=now)
    return attempt


@transaction.atomic
def attempt_refused_at_opening(
    *, attempt_id: int, code: ErrorCode, detail: str, now: datetime
) -> Attempt:
    """The provider opened no form: certain, nothing can be paid under this reference."""
    attempt = attempt_locked(attempt_id)
    if attempt.state == AttemptState.CREATED:
        attempt.state = AttemptState.FAILED
        attempt.error_code, attempt.error_detail = code, detail[:200]
        attempt.settled_at, attempt.next_check_at = now, None
        wallet_part_release(attempt=attempt, now=now)
        attempt.save()
        attempt_event(
            attempt=attempt, kind="refused", source="web", now=now, code=code, detail=detail[:200]
        )
    return attempt


@transaction.atomic
def attempt_opening_in_doubt(*, attempt_id: int, detail: str, now: datetime) -> Attempt:
    """No answer to the opening: unknown until the janitor is certain; a new try may be made."""
    attempt = attempt_locked(attempt_id)
    if attempt.state == AttemptState.CREATED:
        attempt.state = AttemptState.UNKNOWN
        attempt.error_detail = detail[:200]
        attempt.save(update_fields=["state", "error_detail"])
        attempt_event(attempt=attempt, kind="unknown", source="web", now=now, reason=detail[:200])
    return attempt
