"""Cards kept for a shop: stored, listed, used, forgotten. Never a number."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from vezne_sandbox.iyzico.cards import TestCard, TypedCard, find_by_fingerprint, fingerprint
from vezne_sandbox.iyzico.errors import IyzicoError
from vezne_sandbox.iyzico.models import CardUser, Merchant, StoredCard


@dataclass(frozen=True)
class CardInUse:
    """The card of one charge, typed or from the vault."""

    card: TestCard
    holder: str
    expire_month: str
    expire_year: str
    card_user_key: str = ""
    card_token: str = ""  # empty = typed by its holder
    forced_error_code: str = ""
    is_to_be_stored: bool = False


def typed_in_use(typed: TypedCard, *, card_user_key: str, is_to_be_stored: bool) -> CardInUse:
    """A card that its holder has typed."""
    return CardInUse(
        card=typed.card,
        holder=typed.holder,
        expire_month=typed.expire_month,
        expire_year=typed.expire_year,
        card_user_key=card_user_key,
        is_to_be_stored=is_to_be_stored,
    )


def stored_in_use(merchant: Merchant, *, card_user_key: str, card_token: str) -> CardInUse:
    """A card from the shop's vault.

    Raises:
        IyzicoError: 3005, no such card of this user in this shop.
    """
    stored = get_card(merchant, card_user_key=card_user_key, card_token=card_token)
    card = find_by_fingerprint(stored.fingerprint)
    if card is None:  # stored under another SANDBOX_SECRET_KEY
        raise IyzicoError("3005", "kart tanınmıyor")
    return CardInUse(
        card=card,
        holder=stored.holder,
        expire_month=stored.expire_month,
        expire_year=stored.expire_year,
        card_user_key=card_user_key,
        card_token=card_token,
        forced_error_code=stored.forced_error_code,
    )


def user_get(merchant: Merchant, card_user_key: str) -> CardUser:
    """The holder.

    Raises:
        IyzicoError: 3001.
    """
    user = CardUser.objects.filter(merchant=merchant, card_user_key=card_user_key).first()
    if user is None:
        raise IyzicoError("3001")
    return user


def user_create(merchant: Merchant, *, email: str, external_id: str = "") -> CardUser:
    """A new holder; the same e-mail twice is two holders, as the contract has it."""
    return CardUser.objects.create(
        merchant=merchant, card_user_key=secrets.token_hex(16), email=email, external_id=external_id
    )


def card_store(
    user: CardUser,
    *,
    card: TestCard,
    holder: str,
    expire_month: str,
    expire_year: str,
    alias: str,
    now: datetime,
) -> StoredCard:
    """Keep the card; the same card of the same holder keeps its token and takes the new expiry."""
    stored, _ = StoredCard.objects.update_or_create(
        card_user=user,
        fingerprint=fingerprint(card.number),
        defaults={
            "holder": holder,
            "expire_month": expire_month,
            "expire_year": expire_year,
            "alias": alias or card.bank,
        },
        create_defaults={
            "card_token": secrets.token_hex(16),
            "bin_number": card.bin_number,
            "last_four": card.last_four,
            "holder": holder,
            "expire_month": expire_month,
            "expire_year": expire_year,
            "alias": alias or card.bank,
            "created_at": now,
        },
    )
    return stored


def list_cards(merchant: Merchant, card_user_key: str) -> list[StoredCard]:
    """The holder's cards, oldest first; none for an unknown holder."""
    return list(
        StoredCard.objects.filter(
            card_user__merchant=merchant, card_user__card_user_key=card_user_key
        ).order_by("pk")
    )


def get_card(merchant: Merchant, *, card_user_key: str, card_token: str) -> StoredCard:
    """One card of one holder.

    Raises:
        IyzicoError: 3005.
    """
    stored = StoredCard.objects.filter(
        card_user__merchant=merchant,
        card_user__card_user_key=card_user_key,
        card_token=card_token,
    ).first()
    if stored is None:
        raise IyzicoError("3005")
    return stored


def card_forget(merchant: Merchant, *, card_user_key: str, card_token: str) -> None:
    """Delete one card.

    Raises:
        IyzicoError: 3005.
    """
    get_card(merchant, card_user_key=card_user_key, card_token=card_token).delete()
