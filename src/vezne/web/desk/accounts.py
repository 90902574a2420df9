"""Hesaplar: the accounts that buy from the seller; one of them; a new one; an order for one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vezne.accounts.errors import EmailTaken, InvalidIdentifier, InvalidPhone
from vezne.accounts.models import AccountKind, Role
from vezne.accounts.queries import account_search, tax_id_shown
from vezne.catalog.models import PlanVersion
from vezne.catalog.queries import offers_for
from vezne.core.calendar import istanbul_date
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.core.wording import money_words
from vezne.flows.buyers import NewAccount, NewAdmin, buyer_open
from vezne.flows.checkout import plan_order
from vezne.followup.queries import find_representative, is_assigned_to, open_tasks_about
from vezne.invoicing.queries import open_invoices_for
from vezne.ledger.queries import find_current_account
from vezne.reports.consents import consents_of
from vezne.reports.desk import (
    account_log,
    balances_with,
    buyers_by_name,
    buyers_count_of,
    buyers_of,
    get_buyer,
)
from vezne.reports.panel import service_lines
from vezne.reports.payments import payment_line, payments_shown_of
from vezne.web import visits
from vezne.web.access import VezneRequest, desk_page, redirect_to
from vezne.web.desk.catalogue import either
from vezne.web.desk.form_pages import FormPage, answer_form, bound
from vezne.web.desk.replies import page
from vezne.web.desk.shown_log import shown_log
from vezne.web.forms import VezneForm
from vezne.web.listing import Filter, Listing, Opening, Rows, by_column

SHOWN_PAYMENTS = 10


class BuyerForm(VezneForm):
    """A firm or person with its first Admin."""

    kind = forms.ChoiceField(label=_("Hesap türü"), choices=AccountKind.choices)
    name = forms.CharField(label=_("Kısa ad"), max_length=120)
    legal_name = forms.CharField(
        label=_("Unvan"), max_length=250, required=False, help_text=_("Boşsa kısa ad kullanılır.")
    )
    tax_id = forms.CharField(
        label=_("VKN / TCKN"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    tax_office = forms.CharField(label=_("Vergi dairesi"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("Telefon"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    first_name = forms.CharField(label=_("Yöneticinin adı"), max_length=80)
    last_name = forms.CharField(label=_("Yöneticinin soyadı"), max_length=80)
    email = forms.EmailField(
        label=_("Yöneticinin e-postası"),
        help_text=_(
            "Hesabın adresi de budur; sonradan değişmez. Şifresini belirlemesi için yazılır."
        ),
    )

    def account(self) -> NewAccount:
        """The account's part."""
        names = ("kind", "name", "legal_name", "email", "phone", "tax_id", "tax_office")
        return NewAccount(**{name: self.cleaned_data[name] for name in names})

    def admin(self) -> NewAdmin:
        """The person's part."""
        names = ("first_name", "last_name", "email")
        return NewAdmin(**{name: self.cleaned_data[name] for name in names})


class OrderForm(VezneForm):
    """A plan for a buyer."""

    version = forms.ChoiceField(label=_("Paket"))
    site = forms.CharField(label=_("Site"), max_length=200, required=False)

    def __init__(self, *args: Any, seller_id: int, **kwargs: Any) -> None:
        """Only what is on offer now."""
        super().__init__(*args, **kwargs)
        self.offered: dict[str, PlanVersion] = {
            version.public_id: version for offer in offers_for(seller_id) for version in offer.plans
        }
        choices = [(key, _plan_words(version)) for key, version in self.offered.items()]
        self.fields["version"].choices = [("", _("Seçin")), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Some products are for a site."""
        typed = super().clean() or {}
        version = self.offered.get(typed.get("version", ""))
        if version is not None and version.plan.product.asks_site and not typed.get("site"):
            self.add_error("site", _("Hangi site için olduğunu yazın."))
        return typed

    @property
    def chosen(self) -> PlanVersion:
        """The plan; only after `is_valid()`."""
        return self.offered[self.cleaned_data["version"]]


def _plan_words(version: PlanVersion) -> str:
    price = money_words(Money(version.price_minor, version.currency))
    product = version.plan.product
    return f"{product.platform.name} · {product.name} — {version.plan.name} ({price} + KDV)"


def _narrow(rows: Rows, value: str) -> Rows:
    if value == "gecikmis":
        return rows.filter(is_late=True)
    return rows.filter(owed_minor__gt=0)


@desk_page()
@require_safe
def accounts(request: VezneRequest) -> HttpResponse:
    """All buyers."""
    seller_id = request.seat.account_id
    listing = Listing(
        request,
        lambda: buyers_of(seller_id, now=request.now),
        search=lambda rows, text: rows.filter(account_search(text)),
        filters=[
            Filter(
                "borc",
                _("Borç"),
                [("gecikmis", _("Gecikmiş")), ("borclu", _("Ödenecek"))],
                _narrow,
            ),
            Filter(
                "temsilci",
                _("Temsilci"),
                [("ben", _("Benim müşterilerim"))],
                lambda rows, _value: rows.filter(is_assigned_to(seller_id, request.user.pk)),
            ),
        ],
        sorts={
            "ad": by_column("search_key"),
            "borc": by_column("owed_minor"),
            "hizmet": by_column("services_count"),
        },
        opening=Opening(
            lambda most: buyers_by_name(seller_id, now=request.now, limit=most),
            lambda: buyers_count_of(seller_id),
        ),
    )
    return page(request, "accounts", {"listing": listing})


def _current_account_id(seller_id: int, buyer_id: int) -> str:
    found = find_current_account(seller_id=seller_id, buyer_id=buyer_id)
    return found.public_id if found else ""


@desk_page()
@require_safe
def account(request: VezneRequest, public_id: str) -> HttpResponse:
    """One buyer: what it has, owes and paid."""
    seller_id = request.seat.account_id
    buyer = get_buyer(seller_id, public_id)
    payments = payments_shown_of(seller_id).filter(buyer_id=buyer.pk)[:SHOWN_PAYMENTS]
    services = service_lines(buyer.pk, now=request.now, seller_id=seller_id)
    return page(
        request,
        "account",
        {
            "buyer": buyer,
            "may_visit": request.seat.may(visits.NEEDED),
            "tax_id": tax_id_shown(buyer),
            "representative": find_representative(seller_id=seller_id, buyer_id=buyer.pk),
            "tasks": open_tasks_about(seller_id, buyer.pk),
            "today": istanbul_date(request.now),
            "standing": balances_with(seller_id=seller_id, buyer_id=buyer.pk),
            "current_account_id": _current_account_id(seller_id, buyer.pk),
            "services": [(line.service, line.state_label) for line in services],
            "invoices": [
                (row, Money(row.open_minor, row.currency))
                for row in open_invoices_for(buyer.pk, seller_id)
            ],
            "payments": [(row, payment_line(row)) for row in payments],
            "consents": consents_of(seller_id=seller_id, buyer_id=buyer.pk),
        },
    )


@desk_page(role=Role.STAFF)
@require_safe
def account_history(request: VezneRequest, public_id: str) -> HttpResponse:
    """What was sent to it, and what was done."""
    buyer = get_buyer(request.seat.account_id, public_id)
    log = account_log(seller_id=request.seat.account_id, buyer=buyer)
    context = {"buyer": buyer, "deliveries": log.deliveries, "entries": shown_log(log.entries)}
    return page(request, "account_history", context)


@desk_page(role=Role.STAFF)
@either
def account_new(request: VezneRequest) -> HttpResponse:
    """A buyer more."""
    form, status = bound(request, BuyerForm), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                row = buyer_open(
                    seller_id=request.seat.account_id,
                    account=form.account(),
                    admin=form.admin(),
                    now=request.now,
                    actor=request.actor,
                )
            except InvalidPhone as error:
                form.refuse(error, "phone")
            except InvalidIdentifier as error:
                form.refuse(error, "tax_id")
            except EmailTaken as error:
                form.refuse(error, "email")
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Hesap açıldı; yöneticisine e-posta gönderildi."))
                return redirect_to(request, reverse("web:desk_account", args=[row.public_id]))
    context = {
        "form": form,
        "title": _("Yeni hesap"),
        "button": _("Hesabı aç"),
        "back_url": reverse("web:desk_accounts"),
        "back_label": _("Hesaplar"),
    }
    return page(request, "_form_page", context, status=status)


@desk_page(role=Role.STAFF)
@either
def account_order(request: VezneRequest, public_id: str) -> HttpResponse:
    """Order a plan for a buyer, as if it had done so itself."""
    buyer = get_buyer(request.seat.account_id, public_id)
    form = bound(request, OrderForm, seller_id=request.seat.account_id)

    def write(typed: dict[str, Any]) -> str:
        placed = plan_order(
            buyer_id=buyer.pk,
            version=form.chosen,
            site=typed["site"].strip(),
            now=request.now,
            actor=request.actor,
        )
        messages.success(request, str(_("Sipariş verildi.")))
        if placed.invoice is not None:
            return reverse("web:desk_invoice", args=[placed.invoice.public_id])
        return reverse("web:desk_account", args=[public_id])

    back = reverse("web:desk_account", args=[public_id])
    lead = _("Siparişte açılan paket hemen açılır; ödeme talebi alıcının panelinde görünür.")
    around = FormPage(_("Sipariş ver"), _("Sipariş ver"), back, buyer.name, lead)
    return answer_form(request, form, around, write)
