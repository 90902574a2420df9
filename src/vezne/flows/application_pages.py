"""What a page shows of an application and its kinds: what is asked, known, answered; the blank.

Read in the system's scope: a kind asks about the buyer on the seller's desk and the other way
round. The caller has found the application, or the trade, in its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from vezne.accounts.identifiers import shown_phone
from vezne.accounts.queries import get_account, seller_profile_of, tax_id_shown
from vezne.applications.kinds import ApplicationKind, Parties, find_kind
from vezne.applications.models import Application
from vezne.applications.prints import Head, blank_of
from vezne.applications.queries import Identity, contents_of, identity_of, kinds_for, terms_of
from vezne.applications.values import shown
from vezne.core.scope import acting_as_system
from vezne.ledger.queries import is_buyer_of


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind as it is asked from a buyer: what is known of the answers, and what may be chosen."""

    kind: ApplicationKind
    known: Mapping[str, str]
    choices: Mapping[str, Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of an application; `before` is what it was when it was sent, where it is another."""

    label: str
    text: str
    before: str = ""


def kinds_offered(parties: Parties) -> list[ApplicationKind]:
    """What a buyer may ask its seller for; nothing where the two do not trade."""
    with acting_as_system("flows: kinds of application"):
        return kinds_for(parties) if is_buyer_of(parties.seller_id, parties.buyer_id) else []


def offer_of(kind: ApplicationKind, parties: Parties) -> Offer:
    """What its form needs."""
    with acting_as_system("flows: an application's form"):
        choices = {
            one.key: list(one.choices(parties)) for one in kind.questions if one.choices is not None
        }
        return Offer(kind, kind.prefill(parties), choices)


def answers_of(row: Application) -> list[Answer]:
    """What was answered, as people read it; what a person was called before they were removed."""
    kind = find_kind(row.kind)
    if kind is None:
        return []
    contents = contents_of(row)
    answers = []
    with acting_as_system("flows: answers of an application"):
        parties = Parties(row.seller_id, row.buyer_id)
        for question in kind.questions:
            value = contents.values.get(question.key, "")
            before = contents.basis.get(question.key, "")
            text = shown(question, value, parties)
            if question.choices is not None and text == value:
                text, before = before or value, ""
            is_change = kind.shows_before and before != value
            old = shown(question, before, parties) if is_change else ""
            if text:
                answers.append(Answer(str(question.label), text, old))
    return answers


def blank_pdf(
    *, kind: ApplicationKind, parties: Parties, values: Mapping[str, str], number: int | None,
    now: datetime,
) -> bytes:  # fmt: skip
    """The blank of a kind with what is known, to be signed by hand."""
    with acting_as_system("flows: blank of an application"):
        seller, buyer = get_account(parties.seller_id), get_account(parties.buyer_id)
        profile = seller_profile_of(parties.seller_id)
        head = Head(
            brand=profile.brand_name,
            color=profile.brand_color,
            seller=seller.legal_name,
            send_to=terms_of(parties.seller_id).mail_address,
            buyer_rows=(
                ("Unvan / ad soyad", buyer.legal_name),
                ("Hesap no", str(buyer.number)),
                ("VKN / T.C. kimlik no", tax_id_shown(buyer)),
                ("Vergi dairesi", buyer.tax_office),
                ("Telefon", shown_phone(buyer.phone) if buyer.phone else ""),
                ("E-posta", buyer.email),
            ),
            number=number,
        )
        return blank_of(kind=kind, head=head, values=values, parties=parties, now=now)


def identity_at(*, seller_id: int, buyer_id: int) -> Identity:
    """What a seller knows of who a buyer is."""
    with acting_as_system("flows: who a buyer is"):
        return identity_of(seller_id=seller_id, buyer=get_account(buyer_id))
