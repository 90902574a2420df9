"""Pay-outs, and who is told of them: the seller when one is asked for, the buyer when it ends."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.accounts.queries import admins_of, get_account
from vezne.core.audit import Actor
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.wording import money_words
from vezne.flows.notices import tell, voice_of
from vezne.ledger.models import CurrentAccount
from vezne.notify.services import notify
from vezne.receivables.models import Payout
from vezne.receivables.services import payout_ask, payout_refuse, payout_sent
from vezne.receivables.types import PayoutDraft


@transaction.atomic
def payout_wish(
    *, current_account: CurrentAccount, draft: PayoutDraft, actor: Actor, now: datetime
) -> Payout:
    """The buyer asks; the money is reserved and the seller's Admins are told.

    Raises: InvalidIban, AmountNotAllowed, InsufficientFunds.
    """
    payout = payout_ask(current_account=current_account, draft=draft, actor=actor, now=now)
    with acting_as_system("flows: pay-out"):
        notify(
            kind_key="payout.asked",
            account_id=payout.seller_id,
            recipients=admins_of(payout.seller_id),
            voice=voice_of(payout.seller_id),
            context={"firm": get_account(payout.buyer_id).name, "amount": _amount(payout)},
            path="/yonetim/cari-hesaplar/para-cekme/",
            subject=payout.public_id,
            now=now,
        )
    return payout


@transaction.atomic
def payout_done(*, payout_id: int, bank_reference: str, actor: Actor, now: datetime) -> Payout:
    """The transfer is with the bank: booked, and the buyer is told. Raises: PayoutStateConflict."""
    payout = payout_sent(payout_id=payout_id, bank_reference=bank_reference, actor=actor, now=now)
    _tell("payout.sent", payout, now)
    return payout


@transaction.atomic
def payout_turned_down(*, payout_id: int, reason: str, actor: Actor, now: datetime) -> Payout:
    """Refused: the money is free again, and the buyer hears why. Raises: PayoutStateConflict."""
    payout = payout_refuse(payout_id=payout_id, reason=reason, actor=actor, now=now)
    _tell("payout.refused", payout, now)
    return payout


def _tell(kind_key: str, payout: Payout, now: datetime) -> None:
    tell(
        kind_key=kind_key,
        seller_id=payout.seller_id,
        buyer_id=payout.buyer_id,
        words={
            "amount": _amount(payout),
            "tail": payout.iban_tail,
            "reason": payout.refuse_reason,
        },
        path="/cari-hesap/",
        subject=payout.public_id,
        now=now,
    )


def _amount(payout: Payout) -> str:
    return money_words(Money(payout.amount_minor, payout.currency))
