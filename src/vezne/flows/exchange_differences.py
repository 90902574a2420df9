"""Kur farkı: a document in another currency that is paid at another rate than it was billed at.

Found by the tick, each payment once. In the seller's favour an invoice in TRY is opened that is
paid already (the money came with the payment), and gets its legal document as any other. In the
buyer's favour the buyer bills the seller, and is told so. Where KDV was withheld the difference is
left to the seller's accountant, as is one in the buyer's favour with a buyer that keeps no books.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.core.wording import money_words, rate_words
from vezne.edocuments.draft import DocumentDraft
from vezne.edocuments.exchange import Difference, DifferencePart, parts_of
from vezne.edocuments.models import DifferenceState, Document, ExchangeDifference
from vezne.edocuments.queries import draft_of, get_document_by_id, payments_to_compare
from vezne.edocuments.services import difference_record
from vezne.flows.notices import tell
from vezne.invoicing.models import Invoice, InvoiceKind
from vezne.invoicing.queries import rate_for
from vezne.invoicing.services import invoice_address_set, invoice_open, invoice_settle_received
from vezne.invoicing.types import BillingAddress, LineDraft
from vezne.notify.kinds import MessageKind
from vezne.payments.models import Allocation
from vezne.payments.queries import get_allocation

BUYERS_OWN = MessageKind(
    key="exchange.buyers",
    title=_("%(number)s için kur farkı faturası bekleniyor: %(amount)s"),
    paragraphs=(
        _(
            "%(number)s numaralı belge, düzenlendiği günden daha düşük bir kurla ödendi. %(amount)s"
            " (KDV dahil) kur farkı için faturayı sizin düzenlemeniz gerekir."
        ),
        _("Ayrıntısını mali müşavirinize danışabilirsiniz."),
    ),
    action=_("Belgeyi aç"),
    is_legal=True,
    sample={"firm": "Çınar Mobilya", "number": "EAR2026000000042", "amount": "1.198,80\u00a0₺"},
)
ALL = (BUYERS_OWN,)
"""What `config` registers at start."""


def differences_find(*, now: datetime) -> int:
    """Compare every payment that is to be compared; how many were. In system scope."""
    found = 0
    for allocation_id, document_id in payments_to_compare(now=now):
        with suppress(DomainError):  # e.g. a closed month: the next tick
            difference_find(allocation_id=allocation_id, document_id=document_id, now=now)
            found += 1
    return found


@transaction.atomic
def difference_find(*, allocation_id: int, document_id: int, now: datetime) -> ExchangeDifference:
    """Compare one payment with the document it pays, and open the seller's invoice where it is due.

    Raises: DocumentNotFound, RateUnknown, and what the books refuse (MonthClosed).
    """
    document, allocation = get_document_by_id(document_id), get_allocation(allocation_id)
    draft, rate = draft_of(document), _rate_of(allocation)
    assert draft.exchange is not None  # in another currency than TRY
    difference = Difference(allocation.amount_minor, draft.exchange.rate_micro, rate)
    is_ours = difference.minor > 0 and not draft.withheld_minor
    parts = parts_of(draft.lines, difference.minor) if is_ours else []
    words = _words(document, draft, allocation, rate)
    invoice = _bill(document, allocation, words, parts, now) if parts else None
    row = difference_record(
        document=document, allocation=allocation, difference=difference, invoice=invoice, now=now
    )
    if row.state == DifferenceState.BUYERS and draft.buyer.is_firm:
        _tell_buyer(document, row, now)
    return row


def _rate_of(allocation: Allocation) -> int:
    """The rate that the charge was made at, else the one that counted when the money came."""
    attempt = allocation.attempt
    if attempt is not None and attempt.rate_micro is not None:
        return attempt.rate_micro
    return rate_for(allocation.currency, allocation.created_at).rate_micro


def _words(document: Document, draft: DocumentDraft, allocation: Allocation, rate: int) -> str:
    """What the line says; legal documents are in Turkish."""
    assert draft.exchange is not None
    before, after = rate_words(draft.exchange.rate_micro), rate_words(rate)
    paid = money_words(Money(allocation.amount_minor, allocation.currency))
    day = f"{document.issued_on:%d.%m.%Y}"
    return f"Kur farkı: {document.number}, {day} · {paid} × ({after} − {before})"


def _bill(
    document: Document,
    allocation: Allocation,
    words: str,
    parts: list[DifferencePart],
    now: datetime,
) -> Invoice:
    source = document.invoice
    label = str(InvoiceKind.EXCHANGE.label)
    invoice = invoice_open(
        seller_id=source.seller_id,
        buyer_id=source.buyer_id,
        current_account_id=source.current_account_id,
        kind=InvoiceKind.EXCHANGE,
        currency="TRY",
        lines=[
            LineDraft(
                description=words,
                unit_price_minor=part.net_minor,
                kdv_rate_bp=part.kdv_rate_bp,
                oiv_rate_bp=part.oiv_rate_bp,
                exemption_code=part.exemption_code,
                product_name=label,
                plan_name=document.number,
            )
            for part in parts
        ],
        opened_at=now,
        due_at=allocation.created_at,
        shuts_off_at=None,
        key=f"exchange:{allocation.pk}",
    )
    if source.billing_address:
        address = BillingAddress(**source.billing_address)
        invoice_address_set(invoice_id=invoice.pk, address=address)
    return invoice_settle_received(invoice_id=invoice.pk, paid_at=allocation.created_at)


def _tell_buyer(document: Document, row: ExchangeDifference, now: datetime) -> None:
    tell(
        kind_key=BUYERS_OWN.key,
        seller_id=row.seller_id,
        buyer_id=row.buyer_id,
        words={
            "number": document.number,
            "amount": money_words(Money(-row.difference_minor, "TRY")),
        },
        path=f"/belgelerim/{document.public_id}/",
        subject=document.public_id,
        now=now,
    )
