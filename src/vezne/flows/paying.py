"""From the pay button to the provider's page: address, texts, coupon, attempt, form.

What the payer chose is committed before the provider is called; the call stands outside any
transaction; the way back is `settlement`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne.accounts.models import Account, AccountKind, Address
from vezne.accounts.queries import addresses_in_use, get_address_for, tax_id_of
from vezne.catalog.queries import coupon_check, find_coupon_use, normal_code, products_in
from vezne.catalog.services import coupon_redeem, coupon_release
from vezne.content.models import LegalText
from vezne.content.queries import text_rendered
from vezne.content.services import acceptance_record
from vezne.content.types import Places
from vezne.core.audit import Actor, record
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.wording import date_words, money_words
from vezne.flows.notices import invoice_words, tell
from vezne.flows.settlement import free_invoice_settle, invoice_became_paid, settle
from vezne.invoicing.errors import AlreadyDiscounted, PaymentUnderWay
from vezne.invoicing.models import Invoice, InvoiceLine
from vezne.invoicing.queries import get_invoice_by_id, lines_of, purchase_of
from vezne.invoicing.services import (
    invoice_address_set,
    invoice_discount_apply,
    invoice_discount_remove,
)
from vezne.invoicing.types import BillingAddress
from vezne.payments.models import Attempt
from vezne.payments.queries import find_open_payment, get_attempt, has_attempt_under_way
from vezne.payments.services import (
    AttemptWishes,
    attempt_create,
    card_charge,
    form_open,
    payment_begin,
    payment_cancel,
    payments_lock,
    wallet_pay,
)
from vezne.subscriptions.services import subscription_lock_of_invoice

ADDRESS_PARTS = ("line", "district", "city")


@dataclass(frozen=True, slots=True)
class PayChoices:
    """What the payer filled in on the payment page."""

    address_public_id: str
    wishes: AttemptWishes
    texts: Sequence[LegalText]  # shown and accepted
    language: str
    user_id: int | None  # None: somebody with a payment link
    ip: str | None


def snapshot_of(address: Address) -> BillingAddress:
    """An address as an invoice keeps it."""
    return BillingAddress(
        contact_name=address.contact_name,
        company_name=address.company_name,
        line=address.line,
        district=address.district,
        city=address.city,
        country=address.country,
        phone=address.phone,
        tax_id_sealed=address.tax_id_sealed,
        tax_id_tail=address.tax_id_tail,
        tax_office=address.tax_office,
    )


@transaction.atomic
def payment_prepare(
    *, invoice: Invoice, choices: PayChoices, now: datetime, actor: Actor
) -> Attempt:
    """Write address, accepted texts and a new attempt; the caller commits, then opens the form.

    Raises: InvoiceNotOpen, AttemptInDoubt, CardNotUsable, NoProvider, RateUnknown, NotFound.
    """
    with acting_as_system("flows: payment"):
        address = get_address_for(invoice.buyer_id, choices.address_public_id)
        payment = payment_begin(invoice_id=invoice.pk, now=now)  # locks before the invoice's row
        invoice = invoice_address_set(invoice_id=invoice.pk, address=snapshot_of(address))
        attempt = attempt_create(payment_id=payment.pk, wishes=choices.wishes, actor=actor, now=now)
        accepted = _accept(invoice, choices, payment.public_id, now)
    if accepted:
        tell(
            kind_key="legal.accepted",
            seller_id=invoice.seller_id,
            buyer_id=invoice.buyer_id,
            words={**invoice_words(invoice), "texts": accepted},
            path=f"/odeme/{invoice.public_id}/",
            subject=payment.public_id,
            now=now,
        )
    return attempt


def form_open_for(
    *, attempt: Attempt, callback_url: str, language: str, ip: str | None, now: datetime
) -> Attempt:
    """Open the provider's form of a prepared attempt, outside any transaction."""
    invoice = attempt.payment.invoice
    highest = max_instalments(lines_of(invoice.pk)) if invoice else 1
    return form_open(
        attempt_id=attempt.pk,
        callback_url=callback_url,
        now=now,
        locale=language,
        ip=ip or "",
        instalments=tuple(n for n in (1, 2, 3, 4, 6, 9, 12) if n <= highest),
    )


def max_instalments(lines: Sequence[InvoiceLine]) -> int:
    """In how many instalments an invoice's products may be paid, 1 unless all allow more."""
    ids = [line.product_id for line in lines if line.product_id]
    return min((product.max_instalments for product in products_in(ids)), default=1)


def _accept(invoice: Invoice, choices: PayChoices, subject: str, now: datetime) -> str:
    values = places_of(invoice, lines_of(invoice.pk), now)
    accepted = []
    for text in choices.texts:
        rendered = text_rendered(text, values, language=choices.language)
        acceptance_record(
            text=text,
            rendered=rendered,
            seller_id=invoice.seller_id,
            buyer_id=invoice.buyer_id,
            user_id=choices.user_id,
            subject=subject,
            ip=choices.ip,
            now=now,
        )
        accepted.append(rendered.plain)
    return "\n\n".join(accepted)


def places_of(invoice: Invoice, lines: Sequence[InvoiceLine], now: datetime) -> Places:
    """What the places of the legal texts stand for in this sale of these lines."""
    seller, buyer = invoice.seller, invoice.buyer
    address = invoice.billing_address or {}
    seat, tax = _seller_places(seller)
    period = next((line for line in lines if line.period_starts_at), None)
    what = ", ".join(line.description for line in lines)
    when = what
    if period is not None and period.period_starts_at and period.period_ends_at:
        when = f"{date_words(period.period_starts_at)} – {date_words(period.period_ends_at)}"
    return {
        "satici": seller.legal_name,
        "satici_adres": seat,
        "satici_iletisim": f"{seller.phone} {seller.email}".strip(),
        "satici_vergi": tax,
        "alici": buyer.legal_name,
        "alici_adres": " ".join(str(address.get(part) or "") for part in ADDRESS_PARTS).strip(),
        "hizmet": what,
        "donem": when,
        "tutar_net": money_words(Money(invoice.net_minor, invoice.currency)),
        "tutar_kdv": _tax_words(invoice),
        "tutar": money_words(Money(invoice.total_minor, invoice.currency)),
        "odeme_sekli": "Kredi kartı",
        "tarih": date_words(now),
    }


def _tax_words(invoice: Invoice) -> str:
    """The KDV, and what else stands between net and total, by its name."""
    others = (("ÖİV ", invoice.oiv_minor), ("KDV tevkifatı −", invoice.withheld_minor))
    parts = [("", invoice.kdv_minor), *(part for part in others if part[1])]
    return ", ".join(name + money_words(Money(minor, invoice.currency)) for name, minor in parts)


def _seller_places(seller: Account) -> tuple[str, str]:
    """The seller's address and its tax office with a firm's VKN; a person's TCKN is not shown."""
    with acting_as_system("flows: the seller in its legal texts"):
        found = addresses_in_use(seller.pk)
    row = found[0] if found and found[0].is_default else None
    parts = [str(getattr(row, part)) for part in ADDRESS_PARTS] if row else []
    number = tax_id_of(seller) if seller.kind == AccountKind.COMPANY else ""
    seat = " ".join(part for part in parts if part)
    return seat or seller.legal_name, f"{seller.tax_office} {number}".strip()


@transaction.atomic
def coupon_apply(*, invoice: Invoice, code: str, now: datetime, actor: Actor) -> Invoice:
    """Use a coupon on an open invoice; one that takes all of it closes the invoice at once.

    The same coupon again changes nothing. Raises: the reasons of `catalog.errors` (unknown,
    expired, used up, other product …), InvoiceNotOpen, PaymentUnderWay, AlreadyDiscounted.
    """
    subscription_lock_of_invoice(invoice.pk)  # a free invoice opens it: the house's lock order
    intent_id = payments_lock(invoice_id=invoice.pk)
    if _has_coupon(invoice, code):
        return get_invoice_by_id(invoice.pk)
    purchase = purchase_of(invoice)
    quote = coupon_check(
        seller_id=invoice.seller_id,
        buyer_id=invoice.buyer_id,
        code=code,
        purchase=purchase,
        now=now,
    )
    changed = invoice_discount_apply(
        invoice_id=invoice.pk,
        discount_minor=quote.discount_minor,
        product_id=quote.product_id,
        is_payment_under_way=has_attempt_under_way(invoice.pk),
        now=now,
    )
    if _has_coupon(invoice, code):  # another click was quicker: the invoice's row is locked now
        return changed
    _refuse_under_way(invoice.pk)
    coupon_redeem(
        coupon_id=quote.coupon_id,
        buyer_id=invoice.buyer_id,
        subject=invoice.public_id,
        purchase=purchase,
        now=now,
    )
    if changed.total_minor == 0:
        _close_intent(invoice.pk, intent_id)
        free_invoice_settle(invoice_id=invoice.pk, now=now, actor=actor)
    return get_invoice_by_id(invoice.pk)


def _has_coupon(invoice: Invoice, code: str) -> bool:
    """Whether this very coupon is spent on the invoice. Raises: AlreadyDiscounted for another."""
    use = find_coupon_use(invoice.public_id)
    if use is not None and use.coupon.code != normal_code(code):
        raise AlreadyDiscounted
    return use is not None


def _close_intent(invoice_id: int, locked_id: int | None) -> None:
    """Nothing is left to pay. Raises: PaymentUnderWay for an intent that began meanwhile."""
    if find_open_payment(invoice_id) is None:
        return
    if locked_id is None:
        raise PaymentUnderWay
    payment_cancel(payment_id=locked_id)


def _refuse_under_way(invoice_id: int) -> None:
    """A try begins under the invoice's lock; one of another tab that was quicker is seen here."""
    if has_attempt_under_way(invoice_id):
        raise PaymentUnderWay


@transaction.atomic
def coupon_remove(*, invoice: Invoice, now: datetime, actor: Actor) -> Invoice:
    """Take the coupon off an open invoice again and give its use back; without one, nothing."""
    changed = invoice_discount_remove(
        invoice_id=invoice.pk, is_payment_under_way=has_attempt_under_way(invoice.pk), now=now
    )
    _refuse_under_way(invoice.pk)
    if coupon_release(subject=invoice.public_id, now=now) is None:
        return changed
    record(
        actor=actor,
        action="coupon.removed",
        subject=invoice.public_id,
        now=now,
        account_id=invoice.buyer_id,
    )
    return changed


@transaction.atomic
def wallet_settle(*, invoice_id: int, now: datetime, actor: Actor) -> None:
    """Pay an invoice from the buyer's balance and open what it pays for, at once.

    Raises: InsufficientFunds, InvoiceNotOpen, AttemptInDoubt.
    """
    subscription_lock_of_invoice(invoice_id)
    settlement = wallet_pay(invoice_id=invoice_id, actor=actor, now=now)
    if settlement.is_invoice_paid_now:
        invoice_became_paid(
            invoice_id=invoice_id, attempt_id=settlement.attempt_id, now=now, actor=actor
        )


def stored_card_charge(*, attempt: Attempt, now: datetime) -> Attempt:
    """Charge the stored card of a prepared attempt while its owner waits, and settle it."""
    with acting_as_system("flows: stored card"):
        facts = card_charge(attempt_id=attempt.pk, now=now, source="web")
        settle(attempt_id=attempt.pk, facts=facts, source="web", now=now)
        return get_attempt(attempt.pk)
