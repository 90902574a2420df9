"""Reconciliation letters on their way: mailed with a signed link, one or all, and the answer back.

Who has no member with a mail address gets none; the desk shows the link to be sent by hand.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from vezne.accounts.queries import admins_of
from vezne.core import ports
from vezne.core.audit import Actor
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.wording import date_words, money_words
from vezne.flows.notices import tell, voice_of
from vezne.ledger.models import CurrentAccount
from vezne.notify.services import notify
from vezne.receivables.links import make_link
from vezne.receivables.models import Letter
from vezne.receivables.queries import accounts_to_reconcile
from vezne.receivables.services import letter_answer, letter_send

DAY = "%d.%m.%Y"


def link_path(letter: Letter) -> str:
    """The page of a letter, for whoever holds its link."""
    return f"/mutabakat/{make_link(letter.public_id)}/"


@transaction.atomic
def letter_mail(
    *, current_account: CurrentAccount, as_of: date, currency: str, actor: Actor, now: datetime
) -> Letter:
    """Write a letter and mail its link to the buyer's Admins."""
    letter = letter_send(
        current_account=current_account, as_of=as_of, currency=currency, actor=actor, now=now
    )
    tell(
        kind_key="letter.sent",
        seller_id=letter.seller_id,
        buyer_id=letter.buyer_id,
        words={
            "day": f"{as_of:{DAY}}",
            "amount": money_words(Money(abs(letter.balance_minor), currency)),
            "ends": date_words(letter.expires_at),
        },
        path=link_path(letter),
        subject=letter.public_id,
        now=now,
    )
    return letter


def letters_mail_later(*, seller_id: int, as_of: date, currency: str, actor: Actor) -> None:
    """Have a job send a letter to every buyer with a balance; in the caller's transaction."""
    ports.jobs().defer(
        "receivables.letters",
        seller_id=seller_id,
        as_of=as_of.isoformat(),
        currency=currency,
        actor_id=actor.id,
        actor_label=actor.label,
    )


def letters_mail_all(
    *, seller_id: int, as_of: date, currency: str, actor: Actor, now: datetime
) -> int:
    """A letter to every buyer with a balance in the currency, each for itself; how many were sent.

    A second run sends to nobody who has an unanswered or answered letter of the same day.
    """
    sent = 0
    with acting_as_system("flows: letters"):
        for account in accounts_to_reconcile(seller_id=seller_id, as_of=as_of, currency=currency):
            letter_mail(
                current_account=account, as_of=as_of, currency=currency, actor=actor, now=now
            )
            sent += 1
    return sent


@transaction.atomic
def letter_answered(
    *, letter: Letter, is_agreed: bool, note: str, answered_by: str, actor: Actor, now: datetime
) -> Letter:
    """Keep the answer and tell the seller's Admins. Raises: LetterOver, NoteNeeded."""
    letter = letter_answer(
        letter_id=letter.pk,
        is_agreed=is_agreed,
        note=note,
        answered_by=answered_by,
        actor=actor,
        now=now,
    )
    with acting_as_system("flows: answer to a letter"):
        notify(
            kind_key="letter.agreed" if is_agreed else "letter.disagreed",
            account_id=letter.seller_id,
            recipients=admins_of(letter.seller_id),
            voice=voice_of(letter.seller_id),
            context={
                "firm": letter.buyer.name,
                "day": f"{letter.as_of:{DAY}}",
                "amount": money_words(Money(abs(letter.balance_minor), letter.currency)),
                "note": letter.note,
            },
            path=f"/yonetim/cari-hesaplar/mutabakat/{letter.public_id}/",
            subject=letter.public_id,
            now=now,
        )
    return letter
