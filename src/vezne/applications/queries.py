"""Reads of applications that leave the package: lists, one with all that hangs on it, who is known.

What was typed leaves only through `contents_of`.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet

from vezne.accounts.models import Account, AccountKind
from vezne.accounts.queries import account_search, tax_id_of
from vezne.applications.errors import ApplicationNotFound, DocumentDestroyed
from vezne.applications.kinds import ApplicationKind, Parties, list_kinds
from vezne.applications.models import (
    Application,
    ApplicationDocument,
    ApplicationEvent,
    ApplicationTerms,
    IdentityCheck,
)
from vezne.applications.types import (
    ENDED,
    FILLABLE,
    IDENTITY,
    WAITING,
    ApplicationState,
    Contents,
    IdentityState,
)
from vezne.core.crypto import index_of, unseal
from vezne.core.turkish import fold

CONTENTS_PURPOSE = "applications_application.contents"
FACTS_PURPOSE = "applications_identitycheck.facts"
"""What the sealed and indexed values are bound to (`core.crypto`)."""


def terms_of(seller_id: int) -> ApplicationTerms:
    """A seller's rules; unsaved defaults where it has said nothing."""
    found = ApplicationTerms.objects.filter(seller_id=seller_id).first()
    return found or ApplicationTerms(seller_id=seller_id)


def seller_of_address(address: str) -> int | None:
    """The seller whose address for applications this is; in system scope."""
    rows = ApplicationTerms.objects.exclude(mail_address="")
    found = rows.filter(mail_address__iexact=address).values_list("seller_id", flat=True)
    return found.first()


def kinds_for(parties: Parties) -> list[ApplicationKind]:
    """The kinds that this seller takes from this buyer; in system scope."""
    off = set(terms_of(parties.seller_id).kinds_off)
    return [one for one in list_kinds() if one.key not in off and one.is_offered(parties)]


def _lists() -> QuerySet[Application]:
    return Application.objects.select_related("seller", "buyer", "reviewer")


def applications_for(buyer_id: int, *, kinds: Collection[str]) -> QuerySet[Application]:
    """A buyer's applications of these kinds over its sellers, the last changed first."""
    rows = _lists().filter(buyer_id=buyer_id, kind__in=kinds)
    return rows.order_by("-changed_at", "-pk")


def applications_of_seller(seller_id: int) -> QuerySet[Application]:
    """All applications to a seller that were sent, and what its own people draft; what has waited
    longest first. A buyer's own draft is not the seller's affair yet.
    """
    rows = _lists().filter(seller_id=seller_id)
    return rows.exclude(state=ApplicationState.DRAFT, source="panel").order_by("sent_at", "pk")


def search_applications(rows: QuerySet[Application], text: str) -> QuerySet[Application]:
    """Those with the number, or of the account, that was typed."""
    for word in fold(text.replace("#", " ")).split():
        condition = account_search(word, prefix="buyer__")
        if word.isascii() and word.isdigit() and len(word) < 10:
            condition |= Q(number=int(word))
        rows = rows.filter(condition)
    return rows


def get_application(public_id: str) -> Application:
    """One application of the scope. Raises: ApplicationNotFound."""
    row = _lists().filter(public_id=public_id).first()
    if row is None:
        raise ApplicationNotFound
    return row


def find_live(parties: Parties, kind: str) -> Application | None:
    """The application of a kind that is under way between the two."""
    rows = Application.objects.filter(
        seller_id=parties.seller_id, buyer_id=parties.buyer_id, kind=kind
    )
    return rows.exclude(state__in=ENDED).order_by("-pk").first()


def contents_of(application: Application) -> Contents:
    """What was typed, and what it was based on, in plain."""
    if not application.contents_sealed:
        return Contents()
    plain = json.loads(unseal(application.contents_sealed, purpose=CONTENTS_PURPOSE))
    return Contents(values=plain["values"], basis=plain["basis"])


def documents_of(application: Application) -> list[ApplicationDocument]:
    """Its papers but for those that were taken back, oldest first."""
    rows = ApplicationDocument.objects.filter(application=application, dropped_at=None)
    return list(rows.order_by("pk"))


def document_of(application: Application, public_id: str) -> ApplicationDocument:
    """One paper of it that can be read. Raises: ApplicationNotFound, DocumentDestroyed."""
    rows = ApplicationDocument.objects.filter(application=application, dropped_at=None)
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise ApplicationNotFound
    if not row.store_key:
        raise DocumentDestroyed
    return row


def events_of(application: Application) -> list[ApplicationEvent]:
    """What was done with it, oldest first."""
    rows = ApplicationEvent.objects.filter(application=application)
    return list(rows.order_by("happened_at", "pk"))


def counts_of_seller(seller_id: int, *, user_id: int) -> dict[str, int]:
    """How many wait for the seller, and how many of them the user has taken; in one query."""
    rows = Application.objects.filter(seller_id=seller_id)
    found: dict[str, int] = rows.aggregate(
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        mine=Count("pk", filter=Q(state__in=WAITING, reviewer=user_id)),
        drafts=Count("pk", filter=Q(state=ApplicationState.DRAFT) & ~Q(source="panel")),
    )
    return found


# -- identity --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Identity:
    """What a seller knows of a buyer, now."""

    state: str  # of `IdentityState`
    reason: str = ""
    decided_at: datetime | None = None
    application: Application | None = None

    @property
    def label(self) -> str:
        """In words."""
        return str(IdentityState(self.state).label)

    @property
    def is_approved(self) -> bool:
        """Whether the seller may take the buyer for who it says it is."""
        return self.state == IdentityState.APPROVED


def facts_index(name: str, tckn: str) -> str:
    """By which an approved name and number are known again without being kept."""
    return index_of(f"{fold(name)}\0{tckn}", purpose=FACTS_PURPOSE)


def facts_of(account: Account) -> str:
    """The same of an account as it is now."""
    return facts_index(account.legal_name, tax_id_of(account))


def identity_of(*, seller_id: int, buyer: Account) -> Identity:
    """What the seller knows of the buyer now; a firm is known by its tax number.

    Another name or number than the approved one reopens it, whoever changed it and where.
    """
    if buyer.kind != AccountKind.PERSON:
        return Identity(IdentityState.APPROVED)
    rows = IdentityCheck.objects.filter(seller_id=seller_id, buyer_id=buyer.pk)
    row = rows.select_related("application").first()
    if row is None:
        return Identity(IdentityState.NOT_STARTED)
    is_other = row.state == IdentityState.APPROVED and row.facts_index != facts_of(buyer)
    state = IdentityState.REOPENED if is_other else IdentityState(row.state)
    return Identity(state, row.reason, row.decided_at, row.application)


# -- keeping and forgetting ------------------------------------------------------------------


def stored_documents() -> set[str]:
    """The keys of all papers in the store, of all sellers; in system scope."""
    rows = ApplicationDocument.objects.exclude(store_key="")
    return set(rows.values_list("store_key", flat=True))


def drafts_left(*, before: datetime, limit: int = 500) -> list[int]:
    """Drafts, and what was sent back, that nobody touched since; in system scope."""
    rows = Application.objects.filter(state__in=FILLABLE, changed_at__lt=before)
    return list(rows.order_by("changed_at").values_list("pk", flat=True)[:limit])


def documents_due(*, now: datetime, limit: int = 500) -> list[int]:
    """Applications whose papers have had their time; in system scope."""
    days = {row.seller_id: row for row in ApplicationTerms.objects.all()}
    usual = ApplicationTerms()
    rows = Application.objects.filter(documents_gone_at=None, ended_at__isnull=False)
    shortest = min(
        (min(one.document_days, one.identity_days) for one in (usual, *days.values())), default=0
    )
    rows = rows.filter(ended_at__lte=now - timedelta(days=shortest)).order_by("ended_at")
    due: list[int] = []
    for pk, seller_id, kind, ended_at in rows.values_list("pk", "seller_id", "kind", "ended_at"):
        terms = days.get(seller_id, usual)
        kept = terms.identity_days if kind == IDENTITY else terms.document_days
        if ended_at is not None and ended_at + timedelta(days=kept) <= now:
            due.append(pk)
        if len(due) == limit:
            break
    return due
