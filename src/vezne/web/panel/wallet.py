"""Money into the wallet by card, and out of it to the buyer's bank."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vezne.accounts.errors import InvalidIban
from vezne.accounts.identifiers import normalise_iban
from vezne.accounts.models import Role
from vezne.accounts.queries import addresses_for
from vezne.accounts.types import AddressRow
from vezne.core.errors import DomainError, NotFound
from vezne.core.money import Money
from vezne.core.wording import money_words
from vezne.flows.opening import Opening, form_open_somewhere
from vezne.flows.payouts import payout_wish
from vezne.flows.wallet import LoadWish, load_prepare
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.payments.models import Attempt
from vezne.payments.queries import get_attempt_for, page_origins, provider_accounts_for
from vezne.payments.services import AttemptWishes
from vezne.payments.types import ErrorCode
from vezne.receivables.queries import payouts_for, seller_terms_of
from vezne.receivables.services import payout_withdraw
from vezne.receivables.types import PayoutDraft
from vezne.web.access import VezneRequest, panel_page, redirect_to
from vezne.web.fields import MoneyField
from vezne.web.forms import VezneForm
from vezne.web.middleware import client_ip
from vezne.web.panel.current_accounts import account_of
from vezne.web.panel.replies import done, page, refused
from vezne.web.pay.leave import form_url

CURRENCY = "TRY"
"""Loads and pay-outs are in lira: an IBAN of Turkey takes no other."""
either = require_http_methods(["GET", "HEAD", "POST"])


class LoadForm(VezneForm):
    """How much, and on whose address."""

    amount = MoneyField(label=_("Yüklenecek tutar (₺)"))
    address = forms.ChoiceField(
        label=_("Fatura Adresi"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Fatura adresi seçin.")},
    )
    wants_3d = forms.BooleanField(label=_("3D ile Ödeme"), required=False, initial=True)

    def __init__(self, *args: Any, addresses: list[AddressRow], **kwargs: Any) -> None:
        """Offer this payer's addresses; the default one first."""
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["address"]
        choice.choices = [(row.public_id, _address_words(row)) for row in addresses]
        if addresses:
            choice.initial = addresses[0].public_id


def _address_words(row: AddressRow) -> str:
    return f"{row.company_name or row.contact_name} · {row.line}, {row.district} / {row.city}"


@panel_page(role=Role.STAFF)
@never_cache
@either
def wallet_load(request: VezneRequest, public_id: str) -> HttpResponse:
    """Load the wallet by card, on the provider's own page."""
    account = account_of(request, public_id)
    addresses = addresses_for(request.seat.account_id)
    is_sent = request.method == "POST"
    form = LoadForm(request.POST if is_sent else None, addresses=addresses)
    if is_sent and form.is_valid():
        try:
            attempt = _begin(request, account, form)
        except DomainError as error:
            form.refuse(error, "amount" if error.code == "load_not_allowed" else None)
        else:
            if attempt.page_url:
                return redirect_to(request, form_url(attempt))
            target = reverse("web:pay_result", args=[attempt.public_id])
            return redirect_to(request, target)
    return _load_page(request, account, form, addresses, status=422 if is_sent else 200)


def _begin(request: VezneRequest, account: CurrentAccount, form: LoadForm) -> Attempt:
    typed = form.cleaned_data
    wishes = AttemptWishes(wants_3d=typed["wants_3d"])
    wish = LoadWish(Money(typed["amount"], CURRENCY), typed["address"], wishes)
    attempt = load_prepare(current_account=account, wish=wish, now=request.now, actor=request.actor)

    def return_url_of(attempt_id: str) -> str:
        return str(request.build_absolute_uri(reverse("web:pay_return", args=[attempt_id])))

    opening = Opening(
        wishes=wishes,
        return_url_of=return_url_of,
        language=(get_language() or "tr")[:2],
        ip=client_ip(request),
        actor=request.actor,
    )
    return form_open_somewhere(attempt=attempt, opening=opening, now=request.now)


def _load_page(
    request: VezneRequest,
    account: CurrentAccount,
    form: LoadForm,
    addresses: list[AddressRow],
    *,
    status: int,
) -> HttpResponse:
    terms = seller_terms_of(account.seller_id)
    providers = provider_accounts_for(seller_id=account.seller_id, currency=CURRENCY)
    context = {
        "account": account,
        "form": form,
        "addresses": addresses,
        "has_provider": bool(providers),
        "failed_words": _failed_words(request),
        "least": money_words(Money(terms.load_least_minor, CURRENCY)),
        "most": money_words(Money(terms.load_most_minor, CURRENCY)),
    }
    answer = page(request, "wallet_load", context, status=status)
    origins = list(dict.fromkeys(origin for one in providers for origin in page_origins(one)))
    if origins:  # only this page's form may lead to the provider
        answer._csp_update = {"form-action": origins}  # type: ignore[attr-defined]
    return answer


def _failed_words(request: VezneRequest) -> str:
    """Why the try that the payer came back from was refused."""
    public_id = request.GET.get("deneme", "")
    if not public_id:
        return ""
    attempt = get_attempt_for(request.seat.account_id, public_id)
    return str(ErrorCode(attempt.error_code).label) if attempt.error_code else ""


# -- pay-outs --------------------------------------------------------------------------------


class PayoutForm(VezneForm):
    """How much, and to whose IBAN."""

    amount = MoneyField(label=_("Tutar (₺)"))
    iban = forms.CharField(
        label="IBAN",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        help_text=_("TR ile başlar, 26 hanedir. Boşluk bırakabilirsiniz."),
    )
    holder = forms.CharField(label=_("Hesap sahibi"), max_length=120)

    def clean_iban(self) -> str:
        """A Turkish IBAN whose check digits fit."""
        try:
            return normalise_iban(self.cleaned_data["iban"])
        except InvalidIban as error:
            raise forms.ValidationError(str(error)) from error


@panel_page(role=Role.MANAGER)
@either
def payout_new(request: VezneRequest, public_id: str) -> HttpResponse:
    """Ask for money of the wallet; it is reserved at once."""
    account = account_of(request, public_id)
    is_sent = request.method == "POST"
    form = PayoutForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        draft = PayoutDraft(
            amount_minor=form.cleaned_data["amount"],
            currency=CURRENCY,
            iban=form.cleaned_data["iban"],
            holder=form.cleaned_data["holder"],
        )
        try:
            payout_wish(current_account=account, draft=draft, actor=request.actor, now=request.now)
        except DomainError as error:
            form.refuse(error, "amount")
        else:
            words = _("İsteğiniz satıcıya iletildi; tutar bakiyenizden ayrıldı.")
            return done(request, words, "current_account", public_id)
    has = wallet_available(current_account_id=account.pk, unit=CURRENCY, now=request.now)
    context = {"account": account, "form": form, "has": Money(has, CURRENCY)}
    return page(request, "payout", context, status=422 if is_sent else 200)


@panel_page(role=Role.MANAGER)
@require_POST
def payout_cancel(request: VezneRequest, public_id: str) -> HttpResponse:
    """Take a request back that nobody has approved yet."""
    row = payouts_for(request.seat.account_id).filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    account = row.current_account
    try:
        payout_withdraw(payout_id=row.pk, actor=request.actor, now=request.now)
    except DomainError as error:
        return refused(request, error, "current_account", account.public_id)
    return done(request, _("İstekten vazgeçildi."), "current_account", account.public_id)
