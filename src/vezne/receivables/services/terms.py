"""Rules of a seller, and what differs for one current account."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from vezne.core.audit import Actor, record
from vezne.core.calendar import istanbul_date
from vezne.ledger.models import CurrentAccount
from vezne.receivables.models import BuyerTerms, SellerTerms


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """A seller's rules as its settings page gives them; amounts in kuruş, rates in basis points."""

    payment_days: int
    entry_limit_minor: int | None
    payout_limit_minor: int | None
    pays_from_wallet: bool
    load_least_minor: int
    load_most_minor: int
    letter_days: int
    late_rate_bp: int
    late_grace_days: int
    late_kdv_bp: int
    late_review_days: int


@transaction.atomic
def seller_terms_set(
    *, seller_id: int, draft: TermsDraft, actor: Actor, now: datetime
) -> SellerTerms:
    """Keep a seller's rules. A late charge that is switched on counts days from today on, so no
    day before the buyers could know of it is charged.
    """
    terms, _made = SellerTerms.objects.select_for_update().get_or_create(seller_id=seller_id)
    was_on = terms.late_rate_bp > 0 and terms.late_since is not None
    before = {name: getattr(terms, name) for name in asdict(draft)}
    for name, value in asdict(draft).items():
        setattr(terms, name, value)
    if not draft.late_rate_bp:
        terms.late_since = terms.late_next_month = None
    elif not was_on:
        today = istanbul_date(now)
        terms.late_since, terms.late_next_month = today, today.replace(day=1)
    terms.save()
    changed = {name: value for name, value in asdict(draft).items() if before[name] != value}
    record(
        actor=actor,
        action="receivables.terms_set",
        subject=str(terms.seller.public_id),
        now=now,
        account_id=seller_id,
        **changed,
    )
    return terms


@transaction.atomic
def buyer_terms_set(
    *,
    current_account: CurrentAccount,
    payment_days: int | None,
    is_late_exempt: bool,
    actor: Actor,
    now: datetime,
) -> BuyerTerms:
    """What the seller grants one buyer; the buyer's own switch stays as it is."""
    terms = _locked(current_account)
    terms.payment_days, terms.is_late_exempt = payment_days, is_late_exempt
    terms.save(update_fields=["payment_days", "is_late_exempt"])
    record(
        actor=actor,
        action="current_account.terms_set",
        subject=current_account.public_id,
        now=now,
        account_id=current_account.seller_id,
        payment_days=payment_days,
        is_late_exempt=is_late_exempt,
    )
    return terms


@transaction.atomic
def trade_close(
    *, current_account: CurrentAccount, actor: Actor, now: datetime, is_closed: bool = True
) -> BuyerTerms:
    """The trade of seller and buyer ends: nothing new is ordered; or it is open again.

    As it stands already: nothing changes.
    """
    terms = _locked(current_account)
    if (terms.closed_at is not None) == is_closed:
        return terms
    terms.closed_at = now if is_closed else None
    terms.save(update_fields=["closed_at"])
    record(
        actor=actor,
        action="current_account.closed" if is_closed else "current_account.opened_again",
        subject=current_account.public_id,
        now=now,
        account_id=current_account.seller_id,
    )
    return terms


@transaction.atomic
def wallet_switch_set(
    *, current_account: CurrentAccount, is_on: bool, actor: Actor, now: datetime
) -> BuyerTerms:
    """The buyer's switch: renewals are paid from the wallet as far as it holds them."""
    terms = _locked(current_account)
    terms.pays_from_wallet = is_on
    terms.save(update_fields=["pays_from_wallet"])
    record(
        actor=actor,
        action="current_account.wallet_switch_set",
        subject=current_account.public_id,
        now=now,
        account_id=current_account.buyer_id,
        is_on=is_on,
    )
    return terms


def _locked(current_account: CurrentAccount) -> BuyerTerms:
    BuyerTerms.objects.get_or_create(
        current_account=current_account,
        defaults={"seller_id": current_account.seller_id, "buyer_id": current_account.buyer_id},
    )
    return BuyerTerms.objects.select_for_update().get(current_account=current_account)
