"""Stored cards: kept when asked, renewed by consent, forgotten on request."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.core.audit import Actor, record
from vezne.core.crypto import index_of, seal, unseal
from vezne.core.locks import lock_row
from vezne.core.scope import acting_as_system
from vezne.payments.errors import CardNotUsable, ProviderSaidNo, ProviderUnavailable
from vezne.payments.models import Attempt, ProviderAccount, StoredCard
from vezne.payments.providers.base import ProviderInDoubt, ProviderRefused, ProviderRetryable
from vezne.payments.services.gateway import open_provider
from vezne.payments.types import CardFacts

USER_KEY_PURPOSE = "payments_storedcard.user_key"
TOKEN_PURPOSE = "payments_storedcard.token"  # noqa: S105  (names a column)


def card_keys(card: StoredCard) -> tuple[str, str]:
    """The provider's keys of a card in plain: user key and token."""
    return (
        unseal(card.user_key_sealed, purpose=USER_KEY_PURPOSE),
        unseal(card.token_sealed, purpose=TOKEN_PURPOSE),
    )


def card_save(*, attempt: Attempt, facts: CardFacts, now: datetime) -> StoredCard:
    """Keep the card of a captured try, in the settlement's transaction; a known one is renewed.

    With the consent to automatic renewal it becomes the one that renews.
    """
    index = index_of(facts.token, purpose=TOKEN_PURPOSE)
    trade = {"seller_id": attempt.seller_id, "buyer_id": attempt.buyer_id}
    card = StoredCard.objects.filter(**trade, token_index=index, removed_at=None).first()
    if card is None:
        card = StoredCard(
            **trade,
            provider_account=attempt.provider_account,
            token_index=index,
            created_at=now,
        )
    card.user_key_sealed = seal(facts.user_key, purpose=USER_KEY_PURPOSE)
    card.token_sealed = seal(facts.token, purpose=TOKEN_PURPOSE)
    card.brand, card.family, card.last_four = facts.brand, facts.family, facts.last_four
    card.expires_month, card.expires_year = facts.expires_month, facts.expires_year
    card.blocked_reason, card.expiry_warned_at = "", None
    card.save()
    if attempt.wants_renewal:
        _consent(card, now)
    return card


def _consent(card: StoredCard, now: datetime) -> None:
    others = StoredCard.objects.filter(seller_id=card.seller_id, buyer_id=card.buyer_id)
    others.exclude(pk=card.pk).update(renews_automatically=False)
    card.renews_automatically, card.consented_at = True, now
    card.save(update_fields=["renews_automatically", "consented_at"])


@transaction.atomic
def card_renewal_start(*, card_id: int, actor: Actor, now: datetime) -> StoredCard:
    """Record the owner's consent to automatic renewal with this card; other cards stop.

    Raises: NotFound, CardNotUsable for a blocked card.
    """
    card = lock_row(StoredCard.objects, pk=card_id, removed_at=None)
    if card.blocked_reason:
        raise CardNotUsable
    _consent(card, now)
    _log(card, "card.renewal_started", actor, now)
    return card


@transaction.atomic
def card_renewal_stop(*, card_id: int, actor: Actor, now: datetime) -> StoredCard:
    """End the consent to automatic renewal; one click, at once. The card stays stored.

    Raises: NotFound.
    """
    card = lock_row(StoredCard.objects, pk=card_id, removed_at=None)
    if card.renews_automatically:
        card.renews_automatically = False
        card.save(update_fields=["renews_automatically"])
        _log(card, "card.renewal_stopped", actor, now)
    return card


def card_forget(*, card_id: int, actor: Actor, now: datetime) -> None:
    """Remove a card here at once and at its provider; a second call repeats the latter.

    The row is closed before the call, so the card is charged no more whatever the provider says.
    Raises: NotFound, ProviderSaidNo, ProviderUnavailable (closed here, still at the provider).
    """
    with transaction.atomic(durable=True):
        card = lock_row(StoredCard.objects, pk=card_id)
        if card.removed_at is None:
            card.removed_at, card.renews_automatically = now, False
            card.save(update_fields=["removed_at", "renews_automatically"])
            _log(card, "card.removed", actor, now)
        with acting_as_system("payment provider"):
            account = ProviderAccount.objects.get(pk=card.provider_account_id)
        provider = open_provider(account)
    user_key, token = card_keys(card)
    try:
        provider.remove_card(user_key=user_key, card_token=token)
    except ProviderRefused as refusal:
        raise ProviderSaidNo(detail=refusal.detail) from refusal
    except (ProviderRetryable, ProviderInDoubt) as error:
        raise ProviderUnavailable from error


@transaction.atomic
def card_expiry_warned(*, card_id: int, now: datetime) -> bool:
    """Mark that the owner was told of the expiry; False when that was done before."""
    card = lock_row(StoredCard.objects, pk=card_id, removed_at=None)
    if card.expiry_warned_at is not None:
        return False
    card.expiry_warned_at = now
    card.save(update_fields=["expiry_warned_at"])
    return True


def _log(card: StoredCard, action: str, actor: Actor, now: datetime) -> None:
    record(
        actor=actor,
        action=action,
        subject=card.public_id,
        now=now,
        account_id=card.buyer_id,
        last_four=card.last_four,
    )
