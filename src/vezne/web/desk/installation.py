"""The operator's pages of the installation: Satıcılar, İşler, Sağlık."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vezne.accounts.errors import EmailTaken
from vezne.accounts.queries import find_account_by_number
from vezne.core.clock import real_now
from vezne.core.errors import DomainError
from vezne.core.scope import acting_as_system
from vezne.flows.buyers import NewAdmin, seller_open
from vezne.flows.errors import AdminMissing
from vezne.flows.jobs import job_cancel, job_retry
from vezne.ledger.check import ledger_check
from vezne.reports.installation import queue_state, read_health, sellers_of_installation
from vezne.web.access import VezneRequest, operator_page
from vezne.web.desk.replies import done, page, refused
from vezne.web.forms import VezneForm


class SellerForm(VezneForm):
    """An account that gets a desk, and its first Admin where it has none."""

    number = forms.CharField(
        label=_("Hesap no"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Hesap önce Hesaplar sayfasında açılır."),
    )
    brand_name = forms.CharField(label=_("Marka adı"), max_length=80)
    first_name = forms.CharField(label=_("Yöneticinin adı"), max_length=80, required=False)
    last_name = forms.CharField(label=_("Yöneticinin soyadı"), max_length=80, required=False)
    email = forms.EmailField(
        label=_("Yöneticinin e-postası"),
        required=False,
        help_text=_("Hesabın yöneticisi varsa boş bırakın."),
    )
    account_id: int

    def clean_number(self) -> str:
        """An account of the installation."""
        typed: str = self.cleaned_data["number"].replace(" ", "")
        with acting_as_system("operator: an account by its number"):
            row = find_account_by_number(int(typed)) if typed.isdecimal() else None
        if row is None:
            raise forms.ValidationError(_("Bu numarayla bir hesap yok."))
        self.account_id = row.pk
        return typed

    def clean(self) -> dict[str, Any]:
        """A person has a name and an address."""
        typed = super().clean() or {}
        if bool(typed.get("email")) != bool(typed.get("first_name")):
            self.add_error(
                "first_name" if typed.get("email") else "email",
                _("Yöneticinin adını ve e-postasını birlikte girin."),
            )
        return typed

    def admin(self) -> NewAdmin | None:
        """The first Admin, if one is named."""
        typed = self.cleaned_data
        if not typed["email"]:
            return None
        return NewAdmin(typed["first_name"], typed["last_name"], typed["email"])


@operator_page
@require_http_methods(["GET", "HEAD", "POST"])
def sellers(request: VezneRequest) -> HttpResponse:
    """All sellers, and one more."""
    form, status = SellerForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                seller_open(
                    account_id=form.account_id,
                    brand_name=form.cleaned_data["brand_name"],
                    admin=form.admin(),
                    now=request.now,
                    actor=request.actor,
                )
            except (AdminMissing, EmailTaken) as error:
                form.refuse(error, "email")
            except DomainError as error:
                form.refuse(error, "number")
            else:
                return done(request, _("Satıcı eklendi."), "operator_sellers")
    context = {"form": form, "rows": sellers_of_installation()}
    return page(request, "sellers", context, status=status)


@operator_page
@require_safe
def jobs(request: VezneRequest) -> HttpResponse:
    """The queue."""
    real = real_now()
    return page(request, "jobs", {"state": queue_state(real_now=real), "real": real})


@operator_page
@require_POST
def job_again(request: VezneRequest, job_id: int) -> HttpResponse:
    """A failed job once more."""
    try:
        job_retry(job_id=job_id, real_now=real_now(), now=request.now, actor=request.actor)
    except DomainError as error:
        return refused(request, error, "operator_jobs")
    return done(request, _("İş yeniden sıraya kondu."), "operator_jobs")


@operator_page
@require_POST
def job_never(request: VezneRequest, job_id: int) -> HttpResponse:
    """A waiting job out of the queue."""
    try:
        job_cancel(job_id=job_id, now=request.now, actor=request.actor)
    except DomainError as error:
        return refused(request, error, "operator_jobs")
    return done(request, _("İş sıradan çıkarıldı."), "operator_jobs")


@operator_page
@require_http_methods(["GET", "HEAD", "POST"])
def health(request: VezneRequest) -> HttpResponse:
    """How the installation stands; on the button the books are proven from their entries."""
    real = real_now()
    context: dict[str, Any] = {"health": read_health(real_now=real), "real": real}
    if request.method == "POST":
        with acting_as_system("operator: ledger check"):
            context["findings"] = ledger_check()
        context["is_checked"] = True
    return page(request, "health", context)
