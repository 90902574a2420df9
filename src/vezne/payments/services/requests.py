"""What a provider is asked, put together from our rows: the payer, the basket, the question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from vezne.accounts.models import Account
from vezne.accounts.queries import ADDRESS_TAX_ID, get_account, tax_id_of
from vezne.core.crypto import unseal
from vezne.core.money import Money, allocate
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice_by_id, lines_of
from vezne.payments.errors import BuyerIncomplete
from vezne.payments.models import Attempt, Payment, Refund, RefundState, StoredCard
from vezne.payments.providers.base import (
    BasketLine,
    BuyerDetails,
    FormRequest,
    Question,
    RefundRequest,
    StoredCharge,
)
from vezne.payments.queries.accounts import notice_url
from vezne.payments.queries.buyers import missing_of
from vezne.payments.services.card import card_keys

NO_IDENTITY = "11111111111"
"""What iyzico wants where a payer has told no VKN or TCKN."""
COUNTRIES = {"TR": "Turkey"}


def buyer_details(*, address: Mapping[str, Any], account: Account, ip: str = "") -> BuyerDetails:
    """The payer from the address as it was at checkout, filled up from the account.

    Raises: BuyerIncomplete without an address or a phone.
    """
    if missing_of(address=address, account=account):
        raise BuyerIncomplete
    contact = str(address.get("contact_name") or account.name).strip()
    name, _space, surname = contact.rpartition(" ")
    phone = str(address.get("phone") or account.phone)
    line = " ".join(str(address.get(part) or "") for part in ("line", "district")).strip()
    sealed = str(address.get("tax_id_sealed") or "")
    tax_id = unseal(sealed, purpose=ADDRESS_TAX_ID) if sealed else tax_id_of(account)
    country = str(address.get("country") or "TR")
    return BuyerDetails(
        id=account.public_id,
        name=name or surname,
        surname=surname,
        identity_number=tax_id or NO_IDENTITY,
        email=account.email,
        phone=phone,
        address=line,
        city=str(address["city"]),
        country=COUNTRIES.get(country, country),
        contact_name=str(address.get("company_name") or contact),
        ip=ip,
    )


def basket_lines(*, invoice: Invoice, charge: Money) -> tuple[BasketLine, ...]:
    """The invoice's lines with their taxes, scaled so that they sum to the charge to the kuruş.

    Lines that come to nothing are left out: providers refuse them.
    """
    lines = lines_of(invoice.pk)
    parts = allocate(charge.minor, [line.gross_minor for line in lines])
    return tuple(
        BasketLine(
            id=f"{invoice.public_id}-{line.position}",
            name=line.description[:100],
            category=(line.product_name or line.description)[:60],
            amount=Money(part, charge.currency),
        )
        for line, part in zip(lines, parts, strict=True)
        if part
    )


def form_request(
    *, attempt: Attempt, callback_url: str, locale: str, ip: str, instalments: tuple[int, ...]
) -> FormRequest:
    """A hosted form for this try. Raises: BuyerIncomplete."""
    amount = Money(attempt.amount_minor, attempt.currency)
    buyer, lines = _payer_and_basket(attempt, amount, ip=ip)
    return FormRequest(
        reference=attempt.reference,
        amount=amount,
        buyer=buyer,
        lines=lines,
        callback_url=callback_url,
        notice_url=notice_url(attempt.provider_account) if attempt.provider_account else "",
        instalments=instalments,
        wants_3d=attempt.wants_3d,
        wants_storing=attempt.wants_storing,
        user_key=_user_key(attempt) if attempt.wants_storing else "",
        locale=locale,
    )


def _payer_and_basket(
    attempt: Attempt, amount: Money, *, ip: str = ""
) -> tuple[BuyerDetails, tuple[BasketLine, ...]]:
    """Who pays for what; a load of the wallet is one line. Raises: BuyerIncomplete."""
    payment = attempt.payment
    if payment.invoice_id is None:
        account, address = get_account(payment.buyer_id), payment.billing_address or {}
        lines = load_lines(payment=payment, charge=amount)
    else:
        invoice = get_invoice_by_id(payment.invoice_id)
        account, address = invoice.buyer, invoice.billing_address or {}
        lines = basket_lines(invoice=invoice, charge=amount)
    return buyer_details(address=address, account=account, ip=ip), lines


def load_lines(*, payment: Payment, charge: Money) -> tuple[BasketLine, ...]:
    """What a load of the wallet is called on the provider's page."""
    words = str(_("Bakiye yükleme"))
    return (BasketLine(id=f"{payment.public_id}-1", name=words, category=words, amount=charge),)


def _user_key(attempt: Attempt) -> str:
    known = (
        StoredCard.objects.filter(
            provider_account_id=attempt.provider_account_id,
            buyer_id=attempt.buyer_id,
            removed_at=None,
        )
        .order_by("-id")
        .first()
    )
    return card_keys(known)[0] if known else ""


def stored_charge(attempt: Attempt) -> StoredCharge:
    """A charge of the try's stored card. Raises: BuyerIncomplete."""
    assert attempt.stored_card is not None  # attempt_create has seen to it
    amount = Money(attempt.amount_minor, attempt.currency)
    buyer, lines = _payer_and_basket(attempt, amount)
    user_key, token = card_keys(attempt.stored_card)
    return StoredCharge(
        reference=attempt.reference,
        amount=amount,
        buyer=buyer,
        lines=lines,
        user_key=user_key,
        card_token=token,
    )


def question(*, attempt: Attempt, now: datetime, notice: bytes = b"") -> Question:
    """What became of this try? `notice`: what the browser or the provider has just brought."""
    return Question(
        reference=attempt.reference,
        amount=Money(attempt.amount_minor, attempt.currency),
        now=now,
        token=attempt.provider_token,
        payment_id=attempt.provider_payment_id,
        form_expires_at=attempt.expires_at,
        asked_at=attempt.asked_at or attempt.created_at,
        notice=notice,
    )


def refund_request_of(*, refund: Refund, attempt: Attempt, now: datetime) -> RefundRequest:
    """Money back for the refund's try."""
    return RefundRequest(
        reference=refund.reference,
        payment_id=attempt.provider_payment_id,
        amount=Money(refund.amount_minor, refund.currency),
        reason=refund.reason,
        asked_at=refund.asked_at or refund.created_at,
        now=now,
        captured_at=attempt.settled_at,
        is_whole=refund.amount_minor == attempt.amount_minor,
        settled=tuple(
            Refund.objects.filter(attempt=attempt, state=RefundState.DONE)
            .exclude(pk=refund.pk)
            .values_list("host_reference", flat=True)
        ),
    )
