"""Everything that is kept about a person, for that person (KVKK m.11): sections of plain rows.

Read in system scope and by the person's own keys alone. A section's rows are plain values; texts
are as they were written. What belongs to a firm and only mentions the person is not in it, but for
the person's own words in its tickets. Bounded: of each section the newest `MOST` rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import Model, QuerySet

from vezne.accounts.models import Account, AccountKind, Address, Membership, User, UserPhone
from vezne.accounts.queries import tax_id_of
from vezne.applications.models import Application
from vezne.applications.queries import contents_of
from vezne.content.models import Acceptance
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as_system
from vezne.invoicing.models import Invoice
from vezne.notify.models import Delivery, Notification
from vezne.payments.models import Payment
from vezne.privacy.models import Erasure
from vezne.support.models import TicketMessage

MOST = 10_000
Row = dict[str, Any]


def person_data(user_id: int) -> dict[str, list[Row]]:
    """The sections by name; each row holds text, numbers, truth values or nothing."""
    with acting_as_system("reports: a person asks what is kept"):
        user = User.objects.get(pk=user_id)
        own = _own(user_id)
        return {
            "kisi": [_plain(user, "username", "first_name", "last_name", "email", "phone",
                            "language", "joined_at", "last_login")],
            "telefonlar": _rows(UserPhone.objects.filter(user_id=user_id),
                                "phone", "starts_at", "ends_at"),
            "oturumlar": _rows(UserSession.objects.filter(user_id=user_id),
                               "ip", "user_agent", "created_at", "last_seen_at"),
            "uyelikler": [
                {"hesap": row.account.name, **_plain(row, "role", "created_at", "ended_at")}
                for row in Membership.objects.filter(user_id=user_id).select_related("account")
            ],
            "kabul_edilen_metinler": [
                {"metin": row.text.get_kind_display(), "surum": row.text.number,
                 **_plain(row, "subject", "rendered", "ip", "accepted_at")}
                for row in _newest(
                    Acceptance.objects.filter(user_id=user_id).select_related("text")
                )
            ],
            "islemler": _rows(AuditEntry.objects.filter(actor_kind="user", actor_id=user_id),
                              "at", "action", "subject", "ip", "details"),
            "bildirimler": _rows(Notification.objects.filter(user_id=user_id),
                                 "title", "body", "created_at"),
            "gonderiler": _rows(Delivery.objects.filter(user_id=user_id),
                                "channel", "recipient", "title", "text", "created_at", "sent_at"),
            "destek_yazilari": _rows(TicketMessage.objects.filter(author_id=user_id),
                                     "body", "said_at"),
            "basvurular": [
                {
                    **_plain(row, "number", "kind", "state", "note", "reason", "opened_at"),
                    "icerik": _value(asdict(contents_of(row))),
                }
                for row in _newest(Application.objects.filter(opened_by_id=user_id))
            ],
            "silme_talepleri": _rows(Erasure.objects.filter(user_id=user_id),
                                     "state", "words", "asked_at", "decided_at", "reason"),
            **_accounts(own),
        }  # fmt: skip


def _own(user_id: int) -> list[Account]:
    """Accounts of persons in which this one has the say."""
    rows = Membership.objects.filter(user_id=user_id, ended_at=None, role="admin")
    return list(Account.objects.filter(pk__in=rows.values("account_id"), kind=AccountKind.PERSON))


def _accounts(own: list[Account]) -> dict[str, list[Row]]:
    ids = [account.pk for account in own]
    return {
        "kisi_hesaplari": [
            {
                "tckn": tax_id_of(account),
                **_plain(account, "number", "name", "legal_name", "email", "phone", "created_at"),
            }
            for account in own
        ],
        "adresler": _rows(
            Address.objects.filter(account_id__in=ids),
            "contact_name", "company_name", "line", "district", "city", "phone", "created_at",
        ),
        "odeme_talepleri": _rows(
            Invoice.objects.filter(buyer_id__in=ids),
            "reference", "status", "total_minor", "currency", "opened_at", "paid_at",
            "billing_address",
        ),
        "odemeler": _rows(
            Payment.objects.filter(buyer_id__in=ids),
            "public_id", "status", "amount_minor", "currency", "created_at", "paid_at",
        ),
    }  # fmt: skip


def _newest(rows: QuerySet[Any]) -> Iterable[Any]:
    return rows.order_by("-pk")[:MOST]


def _rows(rows: QuerySet[Any], *names: str) -> list[Row]:
    return [
        {name: _value(value) for name, value in row.items()}
        for row in rows.order_by("-pk").values(*names)[:MOST]
    ]


def _plain(row: Model, *names: str) -> Row:
    return {name: _value(getattr(row, name)) for name in names}


def _value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    is_plain = value is None or isinstance(value, str | int | bool | dict | list)
    return value if is_plain else str(value)
