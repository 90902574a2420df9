"""What others read of accounts: seats, members, addresses, keys, and who is told something."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet

from vezne.accounts.identifiers import find_phone, shown_tax_id
from vezne.accounts.models import (
    Account,
    Address,
    ApiKey,
    Membership,
    Role,
    SellerProfile,
    User,
)
from vezne.accounts.types import (
    AccountBrief,
    AddressRow,
    ApiKeyBrief,
    Recipient,
    Seat,
    SeatChoice,
    Seating,
)
from vezne.core.clock import now_at_offset
from vezne.core.compiled import compiled
from vezne.core.crypto import index_of, unseal
from vezne.core.errors import NotFound
from vezne.core.prepared import fetch_all
from vezne.core.scope import acting_as_system
from vezne.core.turkish import fold

ACCOUNT_TAX_ID = "accounts_account.tax_id"
ADDRESS_TAX_ID = "accounts_address.tax_id"
"""What the sealed numbers are bound to (`core.crypto.seal`)."""

# One statement instead of three on every page: the clock, and the seats through a function of the
# database that runs as the wider role, because nobody's scope is known yet.
SEATING_SQL = """
SELECT clock.offset_seconds, seat.account_id, seat.public_id, seat.number, seat.name, seat.kind,
       seat.is_seller, seat.is_operator, seat.role, seat.scopes
FROM (SELECT (SELECT offset_seconds FROM core_clock WHERE id = 1) AS offset_seconds) clock
LEFT JOIN vezne_seats($1) seat ON true
"""

# The same for a program's call: whose key is it.
API_KEY_SQL = (
    "SELECT id, public_id, account_id, name, scopes, return_origins FROM vezne_api_key(%s)"
)


def seating_for(user_id: int, account_id: int | None) -> Seating:
    """The installation's time and the user's seat at `account_id`, in one statement.

    Without `account_id` it is the oldest membership's; with one that is not (or no longer) the
    user's, there is no seat.
    """
    rows = fetch_all(SEATING_SQL, (user_id,))
    choices = tuple(_seat_choice(row[1:]) for row in rows if row[1] is not None)
    wanted = [choice for choice in choices if account_id in (None, choice.account.id)]
    seat = None
    if wanted:
        chosen = wanted[0]
        seat = Seat(
            user_id=user_id,
            account=chosen.account,
            role=chosen.role,
            scopes=chosen.scopes,
            choices=choices,
        )
    offset = rows[0][0]
    return Seating(
        now=now_at_offset(None if offset is None else int(offset)), seat=seat, choices=choices
    )


def _seat_choice(row: tuple[Any, ...]) -> SeatChoice:
    """A seat from the text of its columns."""
    pk, public_id, number, name, kind, is_seller, is_operator, role, scopes = row
    return SeatChoice(
        account=AccountBrief(
            id=int(pk),
            public_id=public_id,
            number=int(number),
            name=name,
            kind=kind,
            is_seller=is_seller == "t",
            is_operator=is_operator == "t",
        ),
        role=role,
        scopes=json.loads(scopes),
    )


def seat_for(user_id: int, account_id: int | None) -> Seat | None:
    """The user's seat at the account, or at the oldest membership's; None without a membership."""
    return seating_for(user_id, account_id).seat


def find_user(typed: str) -> User | None:
    """The user meant by an e-mail address, a telephone number or a user name, as typed."""
    typed = typed.strip()
    if not typed:
        return None
    if "@" in typed:
        return User.objects.filter(email__iexact=typed).first()
    phone = find_phone(typed)
    if phone is not None:
        return User.objects.filter(phone=phone).first()
    return User.objects.filter(username__iexact=typed).first()


def find_user_by_id(user_id: int) -> User | None:
    """The user with this inner id, as a session keeps it; active or not."""
    found = _users(user_id)
    return found[0] if found else None


@compiled
def _users(user_id: int) -> QuerySet[User]:
    return User.objects.filter(pk=user_id)


def get_account(account_id: int) -> Account:
    """One account that the scope may see. Raises: NotFound."""
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise NotFound
    return account


def seller_profile_of(seller_id: int) -> SellerProfile:
    """A seller's brand and house rules. Raises: NotFound for an account that sells nothing."""
    found = _profiles(seller_id)
    if not found:
        raise NotFound
    return found[0]


def find_profile_by_slug(slug: str) -> SellerProfile | None:
    """The seller whose addresses begin with this word."""
    return SellerProfile.objects.filter(slug=slug).first() if slug else None


@compiled
def _profiles(seller_id: int) -> QuerySet[SellerProfile]:
    return SellerProfile.objects.filter(pk=seller_id)


def tax_id_of(account: Account) -> str:
    """The account's VKN or TCKN in plain; empty when unknown. For documents, never for lists."""
    sealed = account.tax_id_sealed
    return unseal(sealed, purpose=ACCOUNT_TAX_ID) if sealed else ""


def tax_id_shown(account: Account) -> str:
    """The VKN plain, the TCKN masked."""
    return shown_tax_id(tax_id_of(account))


def accounts_with_tax_id(tax_id: str) -> QuerySet[Account]:
    """Accounts with this normalised VKN or TCKN, as far as the scope sees them."""
    return Account.objects.filter(tax_id_index=index_of(tax_id, purpose=ACCOUNT_TAX_ID))


def account_search(text: str, *, prefix: str = "") -> Q:
    """The condition that every word of `text` occurs in name, title, number or e-mail.

    `prefix` leads to the account from another table, e.g. `buyer__`. Case and Turkish marks do
    not matter. Empty text matches all.
    """
    condition = Q()
    for word in fold(text).split():
        condition &= Q(**{f"{prefix}search_key__contains": word})
    return condition


def list_accounts(text: str = "") -> QuerySet[Account]:
    """Accounts that the scope may see, found by folded text, by name."""
    return Account.objects.filter(account_search(text)).order_by("search_key", "id")


def admins_of(account_id: int) -> list[Recipient]:
    """The active Admins of an account: who is told what happens to it. Reads in system scope,
    because a seller tells its buyer's Admins."""
    with acting_as_system("accounts: who is told about an account"):
        users = User.objects.filter(
            pk__in=list(
                Membership.objects.filter(
                    account_id=account_id, role=Role.ADMIN, ended_at=None
                ).values_list("user_id", flat=True)
            ),
            is_active=True,
        ).order_by("pk")
        return [
            Recipient(
                user_id=user.pk,
                name=user.full_name,
                email=user.email,
                phone=user.phone,
                language=user.language,
            )
            for user in users
        ]


def find_recipient(account_id: int, user_id: int) -> Recipient | None:
    """A member of an account as somebody to be told; None when he left it. In system scope."""
    rows = Membership.objects.filter(account_id=account_id, user_id=user_id, ended_at=None)
    row = rows.filter(user__is_active=True).select_related("user").first()
    if row is None:
        return None
    user = row.user
    return Recipient(
        user_id=user.pk,
        name=user.full_name,
        email=user.email,
        phone=user.phone,
        language=user.language,
    )


def addresses_for(account_id: int) -> list[AddressRow]:
    """Invoice addresses in use, the default one first."""
    return [_address_row(row) for row in addresses_in_use(account_id)]


@compiled
def addresses_in_use(account_id: int) -> QuerySet[Address]:
    """The rows of `addresses_for`."""
    rows = Address.objects.filter(account_id=account_id, archived_at=None)
    return rows.order_by("-is_default", "created_at", "id")


def get_address_for(account_id: int, public_id: str) -> Address:
    """One invoice address in use, of this account. Raises: NotFound."""
    row = Address.objects.filter(
        account_id=account_id, public_id=public_id, archived_at=None
    ).first()
    if row is None:
        raise NotFound
    return row


def address_tax_id(address: Address) -> str:
    """The VKN or TCKN of an address in plain, for an invoice; empty when it has none."""
    sealed = address.tax_id_sealed
    return unseal(sealed, purpose=ADDRESS_TAX_ID) if sealed else ""


def _address_row(row: Address) -> AddressRow:
    return AddressRow(
        id=row.pk,
        public_id=row.public_id,
        contact_name=row.contact_name,
        company_name=row.company_name,
        line=row.line,
        district=row.district,
        city=row.city,
        country=row.country,
        phone=row.phone,
        tax_id=shown_tax_id(address_tax_id(row)),
        tax_office=row.tax_office,
        is_default=row.is_default,
    )


def hash_of_secret(secret: str) -> str:
    """How a key or token is kept: SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def api_key_find(secret: str) -> ApiKeyBrief | None:
    """The key in force with this secret, whoever asks; None for unknown and revoked ones."""
    with connection.cursor() as cursor:
        cursor.execute(API_KEY_SQL, [hash_of_secret(secret)])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, public_id, account_id, name, scopes, return_origins = row
    return ApiKeyBrief(
        id=pk,
        public_id=public_id,
        account_id=account_id,
        name=name,
        scopes=frozenset(scopes),
        return_origins=tuple(return_origins),
    )


def api_keys_for(account_id: int) -> list[ApiKey]:
    """The keys of an account, those in force first, newest first; no secret is among them."""
    rows = ApiKey.objects.filter(account_id=account_id)
    return list(rows.order_by(F("revoked_at").asc(nulls_first=True), "-created_at", "-id"))


def find_account_by_number(number: int) -> Account | None:
    """The account with this number, as far as the scope sees it."""
    return Account.objects.filter(number=number).first()
