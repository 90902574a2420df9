"""KVKK: a person is erased in one transaction, or is told what has to be settled first.

Erasing takes from the person what nothing else needs: name, addresses, sign-in, messages. What
other laws want kept stays as it is: invoices, documents and payments (VUK m.253 five years, TTK
m.82 ten), the books, what was said in tickets of a firm, and the log of who did what.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account, AccountKind, Membership, Role
from vezne.accounts.services import membership_end
from vezne.accounts.services.erasing import account_anonymise, memberships_close, user_anonymise
from vezne.content.services.forgetting import readings_forget
from vezne.core.audit import Actor
from vezne.core.scope import acting_as_system
from vezne.followup.services import representatives_leave
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.ledger.models import LedgerAccount
from vezne.ledger.types import LedgerKind
from vezne.notify.forgetting import person_forget
from vezne.privacy.errors import ErasureBlocked
from vezne.privacy.models import Erasure
from vezne.privacy.queries import BY_WISH
from vezne.privacy.services import destroyed, erasure_close, erasure_lock
from vezne.subscriptions.queries import services_for
from vezne.subscriptions.states import OVER_STATES


def erasure_blocks(user_id: int, *, now: datetime) -> list[str | Promise]:
    """What has to be settled before this person can be erased, in sentences; empty: nothing."""
    with acting_as_system("flows: what stands against an erasure"):
        found: list[str | Promise] = []
        for account in _own_accounts(user_id):
            found += _account_blocks(account, now)
        found += [
            format_lazy(
                "{} {}", account.name, _("hesabının tek yöneticisi; önce yerine biri seçilmeli.")
            )
            for account in _only_admin_of(user_id)
        ]
        return found


@transaction.atomic
def person_erase(*, public_id: str, now: datetime, actor: Actor) -> Erasure:
    """Erase the person behind an open wish and write down what went.

    Raises: NotFound, ErasureOver, ErasureBlocked; then nothing is changed.
    """
    with acting_as_system("flows: a person is erased"):
        wish = erasure_lock(public_id)
        blocks = erasure_blocks(wish.user_id, now=now)
        if blocks:
            raise ErasureBlocked(reasons=" ".join(map(str, blocks)))
        own = [account.pk for account in _own_accounts(wish.user_id)]
        gone = {"memberships": _memberships_end(wish.user_id, own, now, actor)}
        gone |= person_forget(user_id=wish.user_id)
        gone["readings"] = readings_forget(user_id=wish.user_id)
        gone |= user_anonymise(user_id=wish.user_id)
        for account_id in own:
            for what, count in account_anonymise(account_id=account_id).items():
                gone[what] = gone.get(what, 0) + count
        for what, count in gone.items():
            destroyed(what, count, rule=BY_WISH, now=now, actor=actor, subject=wish.public_id)
        return erasure_close(row=wish, now=now, actor=actor)


def _in_force(user_id: int) -> list[Membership]:
    rows = Membership.objects.filter(user_id=user_id, ended_at=None)
    return list(rows.select_related("account").order_by("pk"))


def _others(membership: Membership) -> list[Membership]:
    rows = Membership.objects.filter(account_id=membership.account_id, ended_at=None)
    return list(rows.filter(user__is_active=True).exclude(user_id=membership.user_id))


def _own_accounts(user_id: int) -> list[Account]:
    """Accounts of a person that nobody else works in: they are this person's own."""
    return [
        row.account
        for row in _in_force(user_id)
        if row.account.kind == AccountKind.PERSON and not _others(row)
    ]


def _only_admin_of(user_id: int) -> list[Account]:
    """Accounts that would have no Admin without this person, but for their own."""
    own = {account.pk for account in _own_accounts(user_id)}
    return [
        row.account
        for row in _in_force(user_id)
        if row.role == Role.ADMIN
        and row.account_id not in own
        and not any(other.role == Role.ADMIN for other in _others(row))
    ]


def _account_blocks(account: Account, now: datetime) -> list[str | Promise]:
    open_invoices = Invoice.objects.filter(buyer_id=account.pk, status=InvoiceStatus.OPEN)
    money = LedgerAccount.objects.filter(
        buyer_id=account.pk, kind__in=(LedgerKind.WALLET, LedgerKind.RECEIVABLE)
    )
    running = [row for row in services_for(account.pk, now=now) if row.state not in OVER_STATES]
    blocks: list[str | Promise] = []
    if account.is_seller:
        blocks.append(_("Satış yapan bir hesabı var; önce satışları kapatılmalı."))
    if running:
        blocks.append(_("Süren hizmetleri var; önce iptal edilmeli."))
    if open_invoices.exists():
        blocks.append(_("Ödenmemiş borcu var."))
    if money.exclude(balance=0).exists():
        blocks.append(_("Bakiyesi var; önce iade edilmeli."))
    return blocks


def _memberships_end(user_id: int, own: list[int], now: datetime, actor: Actor) -> int:
    rows = _in_force(user_id)
    memberships_close(user_id=user_id, account_ids=own, now=now)
    for row in rows:
        if row.account_id not in own:
            membership_end(account_id=row.account_id, membership_id=row.pk, now=now, actor=actor)
            representatives_leave(seller_id=row.account_id, user_id=user_id)
    return len(rows)
