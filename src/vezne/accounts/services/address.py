"""Invoice addresses (Fatura Adresi): several, one default, archived instead of deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from vezne.accounts.identifiers import normalise_phone, normalise_tax_id
from vezne.accounts.models import Address
from vezne.accounts.queries import ADDRESS_TAX_ID
from vezne.accounts.types import AddressEntry
from vezne.core.audit import Actor, record
from vezne.core.crypto import seal
from vezne.core.errors import NotFound


@transaction.atomic
def address_add(
    *, account_id: int, entry: AddressEntry, now: datetime, actor: Actor, default: bool = False
) -> Address:
    """Adds an address; the first one becomes the default by itself.

    Raises: InvalidVkn, InvalidTckn, InvalidTaxId, InvalidPhone.
    """
    others = list(_in_use(account_id))
    address = Address(account_id=account_id, created_at=now)
    _fill(address, entry)
    address.is_default = default or not any(other.is_default for other in others)
    if default:
        _in_use(account_id).filter(is_default=True).update(is_default=False)
    address.save(force_insert=True)
    _record("address.added", address, now=now, actor=actor)
    return address


@transaction.atomic
def address_change(
    *, account_id: int, public_id: str, entry: AddressEntry, now: datetime, actor: Actor
) -> Address:
    """Changes an address for later invoices; written ones keep their copy.

    An empty `entry.tax_id`, or the masked one that the form showed, keeps the number.

    Raises: InvalidVkn, InvalidTckn, InvalidTaxId, InvalidPhone, NotFound.
    """
    address = _locked(account_id, public_id)
    _fill(address, entry)
    address.save()
    _record("address.changed", address, now=now, actor=actor)
    return address


@transaction.atomic
def address_archive(*, account_id: int, public_id: str, now: datetime, actor: Actor) -> None:
    """Takes an address out of use; the oldest one left becomes the default. Raises: NotFound."""
    address = _locked(account_id, public_id)
    was_default, address.is_default, address.archived_at = address.is_default, False, now
    address.save(update_fields=["is_default", "archived_at"])
    heir = _in_use(account_id).first()
    if was_default and heir is not None:
        heir.is_default = True
        heir.save(update_fields=["is_default"])
    _record("address.archived", address, now=now, actor=actor)


@transaction.atomic
def address_make_default(
    *, account_id: int, public_id: str, now: datetime, actor: Actor
) -> Address:
    """Makes an address the one that payments propose. Raises: NotFound."""
    address = _locked(account_id, public_id)
    if not address.is_default:
        _in_use(account_id).filter(is_default=True).update(is_default=False)
        address.is_default = True
        address.save(update_fields=["is_default"])
        _record("address.made_default", address, now=now, actor=actor)
    return address


def _in_use(account_id: int) -> QuerySet[Address]:
    rows = Address.objects.filter(account_id=account_id, archived_at=None)
    return rows.select_for_update().order_by("created_at", "id")


def _locked(account_id: int, public_id: str) -> Address:
    """The address, after locking all of the account's, so that one default stays one."""
    for address in _in_use(account_id):
        if address.public_id == public_id:
            return address
    raise NotFound


def _fill(address: Address, entry: AddressEntry) -> None:
    address.contact_name = entry.contact_name.strip()
    address.company_name = entry.company_name.strip()
    address.line = " ".join(entry.line.split())
    address.district = entry.district.strip()
    address.city = entry.city.strip()
    address.country = entry.country
    address.phone = normalise_phone(entry.phone)
    address.tax_office = entry.tax_office.strip()
    if entry.tax_id.strip() and "*" not in entry.tax_id:
        digits = normalise_tax_id(entry.tax_id)
        address.tax_id_sealed = seal(digits, purpose=ADDRESS_TAX_ID)
        address.tax_id_tail = digits[-4:]


def _record(action: str, address: Address, *, now: datetime, actor: Actor) -> None:
    record(
        actor=actor,
        action=action,
        subject=address.public_id,
        now=now,
        account_id=address.account_id,
    )
