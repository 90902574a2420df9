"""Banka hesapları: the seller's accounts, what buyers see, where movements come from."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.errors import InvalidIban
from vezne.accounts.identifiers import normalise_iban, shown_iban
from vezne.accounts.models import Role
from vezne.banking.models import BankAccount, BankTask, Movement
from vezne.banking.queries.lists import bank_accounts_of, get_bank_account, open_tasks_of
from vezne.banking.services.bank_account import (
    BankAccountTerms,
    bank_account_add,
    bank_account_change,
    feed_keys,
    feed_pull_set,
    feed_push_set,
    feed_remove,
)
from vezne.banking.types import FeedKind, TaskKind
from vezne.core.errors import DomainError
from vezne.flows.bank_feeds import feed_ask
from vezne.reports.bank_queue import bank_counts
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either, saved
from vezne.web.desk.catalogue_forms import currency_field, position_field
from vezne.web.desk.form_pages import FormPage, answer_form
from vezne.web.desk.replies import done, page, refused
from vezne.web.forms import VezneForm

ALARMS = (TaskKind.LATE, TaskKind.FEED_SILENT)
WEBHOOK = "/api/v1/webhooks/bank/{}"


class AccountForm(VezneForm):
    """A bank account; IBAN and currency only while it is new, because movements hang on them."""

    iban = forms.CharField(
        label="IBAN",
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters",
                   "placeholder": "TR00 0000 0000 0000 0000 0000 00"}
        ),
        help_text=_("Boşluklu ya da boşluksuz yazabilirsiniz."),
    )  # fmt: skip
    currency = currency_field(initial="TRY")
    bank_name = forms.CharField(label=_("Banka"), max_length=80)
    branch = forms.CharField(label=_("Şube"), max_length=80, required=False)
    holder = forms.CharField(
        label=_("Hesap sahibi"),
        max_length=250,
        help_text=_("Alıcılar bunu alıcı adı olarak yazar."),
    )
    position = position_field()
    is_shown = forms.BooleanField(
        label=_("Alıcılara göster"),
        required=False,
        initial=True,
        help_text=_(
            "Gizlenirse ödeme sayfalarında görünmez; gelen hareketler işlenmeye devam eder."
        ),
    )
    is_active = forms.BooleanField(
        label=_("Hareketleri işle"),
        required=False,
        initial=True,
        help_text=_("Kapatılırsa bu hesabın hareketleri alınmaz."),
    )

    def __init__(self, *args: Any, row: BankAccount | None = None, **kwargs: Any) -> None:
        """Filled with `row`, whose IBAN and currency stay."""
        self.row = row
        if row is not None:
            kwargs["initial"] = {
                name: getattr(row, name) for name in self.base_fields if hasattr(row, name)
            }
        super().__init__(*args, **kwargs)
        if row is not None:
            del self.fields["iban"], self.fields["currency"]

    def clean_iban(self) -> str:
        """Checked where it is typed."""
        try:
            return normalise_iban(self.cleaned_data["iban"])
        except InvalidIban as error:
            raise forms.ValidationError(str(error)) from None

    def terms(self) -> BankAccountTerms:
        """What banking takes; only after `is_valid()`."""
        kept: dict[str, Any] = {}
        if self.row is not None:
            kept = {"iban": self.row.iban, "currency": self.row.currency,
                    "csv_profile": self.row.csv_profile}  # fmt: skip
        return BankAccountTerms(**self.cleaned_data, **kept)


class PullForm(VezneForm):
    """Where a bank answers about this account, and with which token."""

    url = forms.URLField(
        label=_("Servis adresi"),
        max_length=300,
        assume_scheme="https",
        help_text=_("Bankanızın ÖHVPS hesap hizmetinin adresi."),
    )
    token = forms.CharField(
        label=_("Erişim anahtarı"),
        max_length=2000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    account_reference = forms.CharField(
        label=_("Hesap referansı"),
        max_length=80,
        help_text=_("Bankanın bu hesap için verdiği hspRef."),
    )

    def __init__(self, *args: Any, row: BankAccount, **kwargs: Any) -> None:
        """A stored token is never shown; empty it stays."""
        self.keys = feed_keys(row) if row.connection.kind == FeedKind.OHVPS else {}
        super().__init__(*args, **kwargs)
        self.initial = {
            "url": row.connection.url, "account_reference": self.keys.get("account_reference", "")
        }  # fmt: skip
        if self.keys:
            self.fields["token"].help_text = _("Boş bırakılırsa kayıtlı anahtar kalır.")

    def clean_token(self) -> str:
        """What was typed, or what is kept."""
        token: str = self.cleaned_data["token"] or self.keys.get("token", "")
        if not token:
            raise forms.ValidationError(_("Bu alanı doldurun."))
        return token


@dataclass(frozen=True, slots=True)
class ShownAccount:
    """A bank account with its news."""

    row: BankAccount
    iban: str
    alarms: list[BankTask]


@desk_page()
@require_safe
def accounts(request: VezneRequest) -> HttpResponse:
    """All of them with their last movement, balance and alarm."""
    seller_id = request.seat.account_id
    newest = Movement.objects.filter(bank_account=OuterRef("pk")).order_by("-pk")
    rows = bank_accounts_of(seller_id).annotate(
        last_booked_on=Subquery(newest.values("booked_on")[:1]),
        last_received_at=Subquery(newest.values("received_at")[:1]),
    )
    alarms: dict[int, list[BankTask]] = defaultdict(list)
    for task in open_tasks_of(seller_id).filter(kind__in=ALARMS):
        alarms[task.bank_account_id].append(task)
    shown = [ShownAccount(row, shown_iban(row.iban), alarms[row.pk]) for row in rows]
    return page(request, "bank_accounts", {"shown": shown, "counts": bank_counts(seller_id)})


def _around(title: Any, button: Any, lead: str = "") -> FormPage:
    back = reverse("web:desk_bank_accounts")
    return FormPage(title, button, back, _("Banka hesapları"), lead)


@desk_page(role=Role.ADMIN)
@either
def account_new(request: VezneRequest) -> HttpResponse:
    """One more account, without a feed yet."""
    form = AccountForm(request.POST) if request.method == "POST" else AccountForm()

    def write(typed: dict[str, Any]) -> str:
        del typed
        row = bank_account_add(
            seller_id=request.seat.account_id,
            terms=form.terms(),
            actor=request.actor,
            now=request.now,
        )
        words = _("Banka hesabı eklendi. Hareketlerin nereden geleceğini seçin.")
        return saved(request, words, "desk_bank_feed", row.public_id)

    return answer_form(request, form, _around(_("Yeni banka hesabı"), _("Ekle")), write)


@desk_page(role=Role.ADMIN)
@either
def account_edit(request: VezneRequest, public_id: str) -> HttpResponse:
    """What is shown of it; hiding it, shutting it."""
    row = get_bank_account(public_id=public_id)
    is_sent = request.method == "POST"
    form = AccountForm(request.POST, row=row) if is_sent else AccountForm(row=row)

    def write(typed: dict[str, Any]) -> str:
        del typed
        bank_account_change(
            public_id=public_id, terms=form.terms(), actor=request.actor, now=request.now
        )
        return saved(request, _("Banka hesabı kaydedildi."), "desk_bank_accounts")

    lead = f"{shown_iban(row.iban)} · {row.currency}"
    around = _around(_("Banka hesabını düzenle"), _("Kaydet"), lead)
    return answer_form(request, form, around, write)


# -- feeds -----------------------------------------------------------------------------------


@desk_page(role=Role.ADMIN)
@either
def feed(request: VezneRequest, public_id: str) -> HttpResponse:
    """Files only, signed calls, or asking the bank; a fresh secret stands on this answer alone."""
    row = get_bank_account(public_id=public_id)
    act = request.POST.get("yap", "")
    form, secret, status = PullForm(row=row), "", 200
    if act == "sorgu":
        form, status = PullForm(request.POST, row=row), 422
        if form.is_valid():
            try:
                feed_pull_set(
                    public_id=public_id,
                    **form.cleaned_data,
                    actor=request.actor,
                    now=request.now,
                )
            except DomainError as error:
                form.refuse(error, "url")
            else:
                words = _now("Banka sorgusu kaydedildi; deneyerek doğrulayın.")
                return done(request, words, "desk_bank_feed", public_id)
    elif act == "bildirim":
        secret = feed_push_set(public_id=public_id, actor=request.actor, now=request.now)
        row = get_bank_account(public_id=public_id)
        form = PullForm(row=row)
    context = {
        "row": row,
        "iban": shown_iban(row.iban),
        "form": form,
        "secret": secret,
        "webhook_url": settings.VEZNE_WEB_URL.rstrip("/") + WEBHOOK.format(row.public_id),
        "is_push": row.connection.kind == FeedKind.PUSH,
        "is_pull": row.connection.kind == FeedKind.OHVPS,
    }
    return page(request, "bank_feed", context, status=status)


@desk_page(role=Role.ADMIN)
@require_POST
def feed_test(request: VezneRequest, public_id: str) -> HttpResponse:
    """Ask the bank now, with the stored token; what is new is taken as by the minute's poll."""
    get_bank_account(public_id=public_id)
    try:
        count = feed_ask(public_id=public_id, now=request.now)
    except DomainError as error:
        return refused(request, error, "desk_bank_feed", public_id)
    words = _now("Bağlantı çalışıyor; %(count)s yeni hareket alındı.") % {"count": count}
    return done(request, words, "desk_bank_feed", public_id)


@desk_page(role=Role.ADMIN)
@require_POST
def feed_drop(request: VezneRequest, public_id: str) -> HttpResponse:
    """Only files from now on."""
    feed_remove(public_id=public_id, actor=request.actor, now=request.now)
    words = _("Bağlantı kaldırıldı; hareketler dosyayla yüklenir.")
    return done(request, words, "desk_bank_feed", public_id)
