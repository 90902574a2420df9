"""From a stranger to a buyer: a sign-up at a seller, confirmed by mail and phone, then an account.

Nothing is made until the end, and the mail is written by a job: what the page does is the same for
an address that is known and one that is not, to the query.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from vezne.accounts.errors import PhoneTaken, SignUpOver
from vezne.accounts.models import Account, CodePurpose, Role, SellerProfile, SignUp, User
from vezne.accounts.services import (
    CodeWish,
    SignUpDetails,
    SignUpWish,
    account_create,
    code_make,
    code_use,
    membership_grant,
    sign_up_begin,
    sign_up_phone_confirmed,
    user_create,
)
from vezne.accounts.services.sign_up import details_of
from vezne.content.models import LegalTextKind
from vezne.content.queries import contacts_for, find_text, text_rendered, texts_for
from vezne.content.services import acceptance_record
from vezne.content.texts import PLACES
from vezne.content.types import Places, RenderedText
from vezne.core import ports
from vezne.core.audit import Actor, record
from vezne.core.scope import acting_as_system
from vezne.core.wording import date_words
from vezne.flows.notices import tell
from vezne.ledger.services import current_account_open
from vezne.notify.models import ConsentSource
from vezne.notify.services import consent_record

NEEDED = (LegalTextKind.MEMBERSHIP, LegalTextKind.PRIVACY)
OFFERED = (LegalTextKind.MARKETING,)


def open_sellers() -> list[SellerProfile]:
    """Sellers whose buyer anybody may become, by brand."""
    with acting_as_system("flows: a visitor looks for a seller"):
        rows = SellerProfile.objects.filter(sign_up_open=True).exclude(slug="")
        return list(rows.select_related("account").order_by("brand_name", "pk"))


def find_open_seller(slug: str) -> SellerProfile | None:
    """One of them by its address name."""
    return next((row for row in open_sellers() if row.slug == slug), None)


def places_of_sign_up(seller: Account, who: str, now: datetime) -> Places:
    """What the places of the texts stand for at a sign-up; those of a sale stay a dash."""
    contacts = " · ".join(contact.value for contact in contacts_for(seller.pk)[:2])
    return {
        **dict.fromkeys(PLACES, "—"),
        "satici": seller.legal_name,
        "satici_iletisim": contacts or seller.email,
        "alici": who or "—",
        "tarih": date_words(now),
    }


def texts_of_sign_up(
    seller: Account, *, who: str, language: str, now: datetime
) -> list[tuple[str, str, RenderedText]]:
    """Kind, public id and words of each text that a sign-up at this seller shows."""
    current = texts_for(seller.pk)
    places = places_of_sign_up(seller, who, now)
    kinds = [kind.value for kind in (*NEEDED, *OFFERED) if kind.value in current]
    return [
        (kind, current[kind].public_id, text_rendered(current[kind], places, language=language))
        for kind in kinds
    ]


@transaction.atomic
def sign_up_start(*, wish: SignUpWish, real_now: datetime, now: datetime) -> SignUp:
    """Write a sign-up; its mail goes after commit. Raises: WeakPassword."""
    row = sign_up_begin(wish=wish, real_now=real_now, now=now)
    ports.jobs().defer("people.sign_up", sign_up_id=row.pk)
    return row


@transaction.atomic
def sign_up_phone_ask(*, row: SignUp, ip: str | None, real_now: datetime) -> None:
    """Send a code to the phone of a sign-up; the SMS goes after commit, whosever it is."""
    wish = CodeWish(
        purpose=CodePurpose.SIGN_UP_PHONE,
        target=details_of(row).phone,
        subject=row.public_id,
        voice_id=row.seller_id,
        language=row.language,
        ip=ip,
    )
    code = code_make(wish=wish, real_now=real_now)
    ports.jobs().defer("people.code", code_id=code.pk)


def sign_up_phone_check(*, row: SignUp, code: str, real_now: datetime) -> bool:
    """True when the code is right; only who holds the phone hears that it is somebody's already.

    Raises: PhoneTaken.
    """
    phone = details_of(row).phone
    used = code_use(
        purpose=CodePurpose.SIGN_UP_PHONE,
        target=phone,
        subject=row.public_id,
        code=code,
        real_now=real_now,
    )
    if used is None:
        return False
    if User.objects.filter(phone=phone).exists():
        raise PhoneTaken
    sign_up_phone_confirmed(sign_up_id=row.pk, real_now=real_now)
    return True


def sign_up_finish(
    *, public_id: str, username: str, real_now: datetime, now: datetime, actor: Actor
) -> tuple[User, Account]:
    """Make the account, its Admin and the current account with the seller; keep the consents.

    Raises: SignUpOver (not confirmed, late, done), UsernameTaken, InvalidUsername, EmailTaken,
    PhoneTaken.
    """
    with acting_as_system("flows: a sign-up becomes an account"), transaction.atomic():
        row = (
            SignUp.objects.select_for_update(of=("self",))
            .select_related("seller")
            .filter(public_id=public_id, finished_at=None, expires_at__gt=real_now)
            .exclude(email_verified_at=None)
            .exclude(phone_verified_at=None)
            .first()
        )
        if row is None:
            raise SignUpOver
        details = details_of(row)
        user, account = _make(row, details, username, now, actor)
        _keep_consents(row, details, user, account)
        row.finished_at, row.details_sealed, row.password = real_now, "", ""
        row.save(update_fields=["finished_at", "details_sealed", "password"])
        record(
            actor=actor,
            action="signup.finished",
            subject=account.public_id,
            now=now,
            account_id=row.seller_id,
        )
        tell(
            kind_key="people.welcome",
            seller_id=row.seller_id,
            buyer_id=account.pk,
            words={"name": user.first_name, "username": user.username, "email": user.email},
            path="/",
            subject=account.public_id,
            now=now,
        )
    return user, account


def _make(
    row: SignUp, details: SignUpDetails, username: str, now: datetime, actor: Actor
) -> tuple[User, Account]:
    user = user_create(
        first_name=details.first_name,
        last_name=details.last_name,
        username=username,
        email=row.email,
        phone=details.phone,
        password_hash=row.password,
        language=row.language,
        email_verified=True,
        now=now,
        actor=actor,
    )
    account = account_create(
        kind=details.kind,
        name=details.account_name,
        legal_name=details.account_name,
        email=row.email,
        phone=details.phone,
        tax_id=details.tax_id,
        tax_office=details.tax_office,
        now=now,
        actor=actor,
    )
    membership_grant(user_id=user.pk, account_id=account.pk, role=Role.ADMIN, now=now, actor=actor)
    current_account_open(seller_id=row.seller_id, buyer_id=account.pk, now=now)
    return user, account


def _keep_consents(row: SignUp, details: SignUpDetails, user: User, account: Account) -> None:
    """Each text in the words that were shown, with the time and address of the form."""
    places = places_of_sign_up(row.seller, details.account_name, row.accepted_at)
    for public_id in row.texts:
        text = find_text(public_id)
        if text is None:
            continue
        acceptance_record(
            text=text,
            rendered=text_rendered(text, places, language=row.language),
            seller_id=row.seller_id,
            buyer_id=account.pk,
            user_id=user.pk,
            subject=row.public_id,
            ip=row.ip,
            now=row.accepted_at,
        )
        if text.kind == LegalTextKind.MARKETING:
            consent_record(
                account_id=account.pk,
                seller_id=row.seller_id,
                user_id=user.pk,
                is_given=True,
                source=ConsentSource.SIGN_UP,
                text=text.public_id,
                ip=row.ip,
                now=row.accepted_at,
            )
