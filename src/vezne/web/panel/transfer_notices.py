"""Havale/EFT bildir: tell the seller of a transfer that does not show, and see what was found."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from vezne.accounts.models import Role
from vezne.accounts.queries import get_account
from vezne.banking.queries.lists import ShownAccount, accounts_shown, find_promise, notices_for
from vezne.banking.services.notice import MOST_BYTES, NoticeEntry, receipt_of
from vezne.banking.types import NoticeState
from vezne.core.calendar import istanbul_date
from vezne.core.errors import DomainError, NotFound
from vezne.core.money import Money
from vezne.flows.bank_promises import notice_check, transfer_tell
from vezne.invoicing.models import Invoice
from vezne.invoicing.queries import get_invoice
from vezne.ledger.models import CurrentAccount
from vezne.web.access import VezneRequest, panel_page
from vezne.web.fields import DayField, MoneyField
from vezne.web.forms import VezneForm
from vezne.web.listing import Filter, Listing, by_field
from vezne.web.panel.current_accounts import account_of
from vezne.web.panel.replies import done, page, refused
from vezne.web.uploads import attachment_answer

LONGEST_AGO = timedelta(days=365)
TOO_BIG = _("Dekont 2 MB'ı geçmemeli.")
FILE_NAMES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


class NoticeForm(VezneForm):
    """Which account, how much, when, by whom, and the bank's receipt."""

    account = forms.ChoiceField(label=_("Gönderdiğiniz hesap"))
    amount = MoneyField(label=_("Tutar"))
    sent_on = DayField(label=_("Gönderme tarihi"))
    sender_name = forms.CharField(label=_("Gönderenin adı veya unvanı"), max_length=140)
    receipt = forms.FileField(
        label=_("Dekont"),
        required=False,
        help_text=_("PDF, PNG veya JPEG; en çok 2 MB. Yalnızca satıcı görür."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )

    def __init__(
        self, *args: Any, accounts: list[ShownAccount], today: date, **kwargs: Any
    ) -> None:
        """Offer the seller's accounts; a date is neither to come nor long past."""
        super().__init__(*args, **kwargs)
        self.accounts = {one.public_id: one for one in accounts}
        self.today = today
        choice: Any = self.fields["account"]
        choice.choices = [
            (one.public_id, f"{one.bank_name} · {one.iban_grouped} · {one.currency}")
            for one in accounts
        ]

    def clean_sent_on(self) -> date:
        """A day on which it can have been sent."""
        sent_on: date = self.cleaned_data["sent_on"]
        if not self.today - LONGEST_AGO <= sent_on <= self.today:
            raise forms.ValidationError(_("Son bir yıl içindeki bir günü yazın."))
        return sent_on

    def clean_amount(self) -> int:
        """Above zero."""
        amount: int = self.cleaned_data["amount"]
        if amount <= 0:
            raise forms.ValidationError(_("Sıfırdan büyük bir tutar yazın."))
        return amount

    def clean_receipt(self) -> Any:
        """Not read at all when it is too big; what it is, is told by its first bytes later."""
        given = self.cleaned_data["receipt"]
        if given is not None and given.size > MOST_BYTES:
            raise forms.ValidationError(TOO_BIG)
        return given

    def entry(self, invoice: Invoice | None) -> NoticeEntry:
        """What was typed, as banking takes it."""
        typed = self.cleaned_data
        account = self.accounts[typed["account"]]
        return NoticeEntry(
            amount=Money(typed["amount"], account.currency),
            sent_on=typed["sent_on"],
            sender_name=typed["sender_name"],
            bank_account_public_id=account.public_id,
            invoice_public_id=invoice.public_id if invoice else "",
            receipt=typed["receipt"].read() if typed["receipt"] else b"",
        )


@panel_page()
@require_safe
def transfer_notices(request: VezneRequest) -> HttpResponse:
    """What was told, and what became of it."""
    state = Filter("durum", _("Durum"), NoticeState.choices, by_field("state"))
    rows = notices_for(request.seat.account_id).select_related("current_account")
    return page(request, "transfer_notices", {"listing": Listing(request, rows, filters=[state])})


@panel_page(role=Role.STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_notice_new(request: VezneRequest, public_id: str) -> HttpResponse:
    """The short form; for an invoice only after the time that the seller waits by itself."""
    account = account_of(request, public_id)
    invoice = _invoice(request, account)
    if invoice is not None:
        try:
            notice_check(invoice_id=invoice.pk, now=request.now)
        except DomainError as too_early:
            return refused(request, too_early, "pay_transfer", invoice.public_id)
    accounts = accounts_shown(seller_id=account.seller_id)
    is_sent = request.method == "POST"
    form = NoticeForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        accounts=accounts,
        today=istanbul_date(request.now),
        initial=_proposed(request, invoice),
    )
    if is_sent and form.is_valid():
        entry = form.entry(invoice)
        if _was_told(request, account, entry):
            form.add_error(None, _("Bu havaleyi zaten bildirdiniz; inceleniyor."))
        else:
            try:
                transfer_tell(
                    buyer_id=request.seat.account_id,
                    seller_id=account.seller_id,
                    entry=entry,
                    actor=request.actor,
                    now=request.now,
                )
            except DomainError as error:
                form.refuse(error, "receipt" if error.code == "receipt_refused" else None)
            else:
                words = _("Bildiriminiz satıcıya iletildi. Havale bulununca hesabınıza geçer.")
                return done(request, words, "transfer_notices")
    context = {"form": form, "account": account, "invoice": invoice, "accounts": accounts}
    return page(request, "transfer_notice", context, status=422 if is_sent else 200)


def _invoice(request: VezneRequest, account: CurrentAccount) -> Invoice | None:
    """The one that the address names. Raises: NotFound for one of another account."""
    public_id = request.GET.get("fatura", "")
    if not public_id:
        return None
    invoice = get_invoice(public_id)
    if invoice.current_account_id != account.pk:
        raise NotFound
    return invoice


def _proposed(request: VezneRequest, invoice: Invoice | None) -> dict[str, Any]:
    promise = find_promise(invoice.pk) if invoice else None
    return {
        "amount": promise.amount_minor if promise else None,
        "sent_on": istanbul_date(request.now),
        "sender_name": get_account(request.seat.account_id).legal_name,
    }


def _was_told(request: VezneRequest, account: CurrentAccount, entry: NoticeEntry) -> bool:
    return (
        notices_for(request.seat.account_id)
        .filter(
            current_account=account,
            state=NoticeState.OPEN,
            amount_minor=entry.amount.minor,
            currency=entry.amount.currency,
            sent_on=entry.sent_on,
        )
        .exists()
    )


@panel_page()
@never_cache
@require_safe
def transfer_receipt(request: VezneRequest, public_id: str) -> HttpResponse:
    """The receipt that was sent along, as a download; never shown in our own pages."""
    notice = notices_for(request.seat.account_id).filter(public_id=public_id).first()
    if notice is None or not notice.receipt_type:
        raise NotFound
    name = f"dekont-{notice.sent_on:%Y%m%d}.{FILE_NAMES[notice.receipt_type]}"
    return attachment_answer(receipt_of(notice), name, notice.receipt_type)
