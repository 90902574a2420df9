"""Ekstreler: a statement file is uploaded, looked at, and read by the queue while one may leave.

Nothing is written before the preview is confirmed. The page of a file is its preview, then its
progress (asked for every second), then its result; the address stays the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.banking.errors import StatementSeenBefore
from vezne.banking.models import BankAccount, StatementImport
from vezne.banking.queries.lists import bank_accounts_of, imports_of
from vezne.banking.readers.csv_profiles import BUILT_IN
from vezne.banking.services.statement import (
    MOST_BYTES,
    Preview,
    statement_begin,
    statement_discard,
    statement_preview,
    statement_upload,
)
from vezne.banking.types import ImportState, Line
from vezne.core.errors import DomainError, NotFound
from vezne.core.money import Money
from vezne.core.wording import instant_words
from vezne.reports.bank_queue import bank_counts
from vezne.web.access import VezneRequest, desk_page, redirect_to
from vezne.web.desk.bank_queue import account_filter
from vezne.web.desk.bank_words import masked
from vezne.web.desk.catalogue import either
from vezne.web.desk.replies import done, page
from vezne.web.forms import VezneForm
from vezne.web.listing import (
    Column,
    Filter,
    Listing,
    by_column,
    by_columns,
    by_days,
    by_field,
    excel_answer,
)

SHOWN_LINES = 20
STEPS = (_("Dosya"), _("Önizleme"), _("Aktarma"))
FORMATS = {"mt940": "MT940", "camt": "camt.053", "csv": "CSV"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "cp1254": _("Windows-1254 / ISO-8859-9 (Türkçe)"),
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
FAILURES = {
    "discarded": _("Vazgeçildi; dosyadan hiçbir şey alınmadı."),
    "file lost": _("Dosya sunucuda bulunamadı; yeniden yükleyin. Alınan satır iki kez sayılmaz."),
}  # fmt: skip


class UploadForm(VezneForm):
    """A bank's file, and of which account it is."""

    account = forms.ChoiceField(label=_("Banka hesabı"))
    profile = forms.ChoiceField(
        label=_("CSV biçimi"),
        required=False,
        help_text=_(
            "Yalnızca CSV dosyalarında kullanılır. MT940 ve camt.053 kendiliğinden tanınır;"
            " karakter kümesi dosyadan anlaşılır."
        ),
    )
    file = forms.FileField(
        label=_("Ekstre dosyası"),
        widget=forms.FileInput(attrs={"accept": ".sta,.940,.mt940,.txt,.xml,.csv"}),
        help_text=_("MT940, camt.053 veya CSV; en çok 1 GB. Aynı satır iki kez sayılmaz."),
        error_messages={"empty": _("Dosya boş."), "required": _("Bir dosya seçin.")},
    )

    def __init__(self, *args: Any, accounts: list[BankAccount], **kwargs: Any) -> None:
        """The seller's own accounts and ways of CSV."""
        super().__init__(*args, **kwargs)
        self.accounts = {one.public_id: one for one in accounts}
        choices = [(key, _account_words(one)) for key, one in self.accounts.items()]
        self.fields["account"].choices = choices  # type: ignore[attr-defined]
        profiles: list[tuple[str, Any]] = [("", _("Başlıklarından tanı"))]
        if any(one.csv_profile for one in accounts):
            profiles.append(("own", _("Hesabın kendi biçimi")))
        profiles += [(one.name, one.title) for one in BUILT_IN]
        self.fields["profile"].choices = profiles  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[Any]:
        """Not beyond what is read."""
        given: UploadedFile[Any] = self.cleaned_data["file"]
        if given.size is not None and given.size > MOST_BYTES:
            raise forms.ValidationError(_("Dosya 1 GB'ı geçiyor; dönemi bölerek yükleyin."))
        return given


def _account_words(row: BankAccount) -> str:
    return f"{row.bank_name} … {row.iban[-4:]} ({row.currency})"


@desk_page()
@require_safe
def statements(request: VezneRequest) -> HttpResponse:
    """The uploaded files, the newest first."""
    seller_id = request.seat.account_id
    listing = Listing(
        request,
        imports_of(seller_id),
        search=by_columns("file_name", "uploaded_by"),
        filters=[
            account_filter(seller_id),
            Filter("durum", _("Durum"), ImportState.choices, by_field("state")),
        ],
        sorts={"tarih": by_column("created_at"), "satir": by_column("lines")},
        days=by_days("created_at__date"),
    )
    context = {
        "listing": listing,
        "formats": FORMATS,
        "rows": [(row, FORMATS.get(row.format, row.format)) for row in listing.page],
        "counts": bank_counts(seller_id),
    }
    return page(request, "bank_statements", context)


@desk_page(role=Role.STAFF)
@either
def upload(request: VezneRequest) -> HttpResponse:
    """Keep a file; the same one leads to where it stands."""
    accounts = [row for row in bank_accounts_of(request.seat.account_id) if row.is_active]
    status, form = 200, UploadForm(accounts=accounts, initial={"account": request.GET.get("hesap")})
    if request.method == "POST":
        status = 422
        form = UploadForm(request.POST, request.FILES, accounts=accounts)
        if form.is_valid():
            account, given = form.accounts[form.cleaned_data["account"]], form.cleaned_data["file"]
            try:
                row = statement_upload(
                    bank_account=account,
                    file_name=given.name or "",
                    chunks=given.chunks(),
                    profile=form.cleaned_data["profile"],
                    actor=request.actor,
                    now=request.now,
                )
            except StatementSeenBefore as error:
                answer = _to_earlier(request, account, given)
                if answer is not None:
                    return answer
                form.refuse(error, "file")
            except DomainError as error:
                form.refuse(error, "file")
            else:
                return redirect_to(
                    request, reverse("web:desk_bank_statement", args=[row.public_id])
                )
    context = {"form": form, "has_accounts": bool(accounts), "steps": STEPS}
    return page(request, "bank_upload", context, status=status)


def _to_earlier(
    request: VezneRequest, account: BankAccount, given: UploadedFile[Any]
) -> HttpResponse | None:
    """The page of the upload that had the very same content."""
    digest = hashlib.sha256()
    for chunk in given.chunks():
        digest.update(chunk)
    rows = StatementImport.objects.filter(bank_account=account, sha256=digest.hexdigest())
    earlier = rows.exclude(state=ImportState.FAILED).first()
    if earlier is None:
        return None
    words = _now("Bu dosya daha önce yüklenmiş (%(at)s, %(who)s); hiçbir satır yeniden alınmadı.")
    told = words % {"at": instant_words(earlier.created_at), "who": earlier.uploaded_by}
    messages.warning(request, told)
    return redirect_to(request, reverse("web:desk_bank_statement", args=[earlier.public_id]))


def _import(request: VezneRequest, public_id: str) -> StatementImport:
    rows = imports_of(request.seat.account_id)
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the preview."""

    line: Line
    words: str
    amount: Money
    is_known: bool


@desk_page()
@require_safe
def statement(request: VezneRequest, public_id: str) -> HttpResponse:
    """Preview, progress or result: where the file stands."""
    row = _import(request, public_id)
    context: dict[str, Any] = {"steps": STEPS, **_facts(row)}
    if row.state == ImportState.WAITING:
        context |= _previewed(statement_preview(row))
    return page(request, "bank_statement", context)


def _facts(row: StatementImport) -> dict[str, Any]:
    return {
        "row": row,
        "format": FORMATS.get(row.format, row.format),
        "step": 2 if row.state == ImportState.WAITING else 3,
        "problems": row.problems[:100],
        "failure": FAILURES.get(row.failure, row.failure),
        "is_discarded": row.failure == "discarded",
        "unmatched": max(row.added - row.matched, 0),
    }


def _previewed(preview: Preview) -> dict[str, Any]:
    known = sum(preview.is_known)
    serious = [one for one in preview.problems if not one.is_harmless]
    return {
        "preview": preview,
        "lines": [
            ShownLine(line, masked(line.description), Money(line.amount_minor, line.currency), seen)
            for line, seen in zip(preview.lines, preview.is_known, strict=True)
        ][:SHOWN_LINES],
        "line_count": len(preview.lines),
        "known_count": known,
        "new_count": len(preview.lines) - known,
        "serious_count": len(serious),
        "encoding": ENCODINGS.get(preview.encoding, preview.encoding),
        "may_begin": not preview.refusal and bool(preview.lines),
    }


@desk_page()
@require_safe
def progress(request: VezneRequest, public_id: str) -> HttpResponse:
    """The box with the counts; it asks again while the file is being read."""
    row = _import(request, public_id)
    return render(request, "desk/_bank_progress.html", _facts(row))


@desk_page(role=Role.STAFF)
@require_POST
def begin(request: VezneRequest, public_id: str) -> HttpResponse:
    """Have it read."""
    _import(request, public_id)
    statement_begin(public_id=public_id, actor=request.actor, now=request.now)
    return redirect_to(request, reverse("web:desk_bank_statement", args=[public_id]))


@desk_page(role=Role.STAFF)
@require_POST
def discard(request: VezneRequest, public_id: str) -> HttpResponse:
    """Throw it away."""
    _import(request, public_id)
    statement_discard(public_id=public_id, actor=request.actor, now=request.now)
    return done(request, _("Dosya silindi; hiçbir hareket alınmadı."), "desk_bank_statements")


PROBLEM_COLUMNS = [
    Column(_("Satır"), lambda one: one.get("row"), 10),
    Column(_("Neden"), lambda one: one.get("reason", ""), 70),
    Column(_("Önemi"), lambda one: _("Bilgi") if one.get("is_harmless") else _("Alınmadı"), 14),
]


@desk_page()
@require_safe
def problems_excel(request: VezneRequest, public_id: str) -> HttpResponse:
    """The rows that were not taken, with their reasons."""
    row = _import(request, public_id)
    return excel_answer(f"ekstre-sorunlar-{row.public_id}", PROBLEM_COLUMNS, row.problems)
