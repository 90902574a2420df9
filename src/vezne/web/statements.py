"""The statement on a page and as a download, the same for panel and desk.

The address holds the period and the currency: `bas` and `bit` (gg.aa.yyyy, both included), `birim`,
`sayfa`. What cannot be read counts as absent: then the last three months.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Account
from vezne.core.calendar import istanbul_date
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.core.wording import number_words
from vezne.ledger.models import CurrentAccount
from vezne.reports.documents import statement_pdf
from vezne.reports.statement import (
    MOST_PRINTED,
    PAGE,
    EntryLine,
    Span,
    StatementHead,
    currencies_of,
    statement_head,
    statement_lines,
    stream_lines,
)
from vezne.web.access import VezneRequest
from vezne.web.fields import read_day
from vezne.web.listing import MOST_ROWS, Column, excel_answer

FORM = "%d.%m.%Y"
MONTHS_SHOWN = 3


class StatementTooLong(DomainError):
    """More entries than a download holds; nothing is cut off in silence."""

    code = "statement_too_long"
    status = 422
    message = _("Bu dönemde %(count)s hareket var, en çok %(most)s indirilebilir. Dönemi daraltın.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A period that is one click away."""

    label: str | Promise
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A page of a statement with what stands around it."""

    head: StatementHead
    lines: list[EntryLine]
    page: Any  # django Page, for the foot
    currencies: list[str]
    starts: str
    ends: str
    choices: list[Choice]

    @property
    def currency(self) -> str:
        """Of all its amounts."""
        return self.head.span.currency

    @property
    def opening_here(self) -> int:
        """What was owed before the first line of this page."""
        if not self.lines:
            return self.head.opening_minor
        first = self.lines[0]
        return first.running_minor - first.debit_minor + first.credit_minor


def span_of(request: VezneRequest, account: CurrentAccount, currencies: list[str]) -> Span:
    """The period that the address asks for; its ends exchanged where they stand the wrong way."""
    today = istanbul_date(request.now)
    starts = read_day(request.GET.get("bas", "")) or _months_back(today, MONTHS_SHOWN - 1)
    ends = read_day(request.GET.get("bit", "")) or max(today, starts)
    starts, ends = min(starts, ends), max(starts, ends)
    wanted = request.GET.get("birim", "")
    currency = wanted if wanted in currencies else currencies[0]
    return Span(account.pk, currency, starts, ends + timedelta(days=1))


def shown_statement(request: VezneRequest, account: CurrentAccount) -> ShownStatement:
    """The page that the address asks for."""
    currencies = currencies_of(account.pk)
    span = span_of(request, account, currencies)
    head = statement_head(span)
    page = Paginator(range(head.count), PAGE).get_page(request.GET.get("sayfa", "1"))
    return ShownStatement(
        head=head,
        lines=statement_lines(head, offset=(page.number - 1) * PAGE, limit=PAGE),
        page=page,
        currencies=currencies,
        starts=f"{span.starts_on:{FORM}}",
        ends=f"{span.last_on:{FORM}}",
        choices=_choices(istanbul_date(request.now)),
    )


def statement_file(
    request: VezneRequest, account: CurrentAccount, seller: Account, buyer: Account, kind: str
) -> HttpResponse:
    """The same as a download: `pdf` or `excel`. Raises: StatementTooLong."""
    head = statement_head(span_of(request, account, currencies_of(account.pk)))
    most = MOST_PRINTED if kind == "pdf" else MOST_ROWS - 2
    if head.count > most:
        raise StatementTooLong(count=number_words(head.count), most=number_words(most))
    name = f"ekstre-{buyer.number}-{head.span.starts_on:%Y%m%d}-{head.span.last_on:%Y%m%d}"
    if kind == "pdf":
        made = statement_pdf(seller=seller, buyer=buyer, head=head, now=request.now)
        return pdf_answer(name, made)
    return excel_answer(name, _columns(head.span.currency), _rows(head))


def pdf_answer(name: str, made: bytes) -> HttpResponse:
    """A PDF as a download named `name`."""
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the download; the first and the last hold balances only."""

    on: date
    words: str | Promise
    note: str
    debit: int | None
    credit: int | None
    running: int


def _rows(head: StatementHead) -> Iterator[_Row]:
    yield _Row(head.span.starts_on, _("Devreden bakiye"), "", None, None, head.opening_minor)
    for line in stream_lines(head):
        yield _Row(
            line.value_on,
            line.words,
            line.note,
            line.debit_minor or None,
            line.credit_minor or None,
            line.running_minor,
        )
    yield _Row(
        head.span.last_on,
        _("Kapanış bakiyesi"),
        "",
        head.debit_minor,
        head.credit_minor,
        head.closing_minor,
    )


def _columns(currency: str) -> list[Column]:
    def money(minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, currency)

    return [
        Column(_("Tarih"), lambda row: row.on, 12),
        Column(_("İşlem"), lambda row: row.words, 24),
        Column(_("Açıklama"), lambda row: row.note, 36),
        Column(_("Borç"), lambda row: money(row.debit), 14),
        Column(_("Alacak"), lambda row: money(row.credit), 14),
        Column(_("Bakiye"), lambda row: money(row.running), 14),
        Column(_("Para birimi"), lambda row: currency, 12),  # noqa: ARG005
    ]


def _months_back(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 - months
    return date(total // 12, total % 12 + 1, 1)


def _choices(today: date) -> list[Choice]:
    this, last = today.replace(day=1), _months_back(today, 1)
    spans = (
        (_("Bu ay"), this, today),
        (_("Geçen ay"), last, this - timedelta(days=1)),
        (_("Bu yıl"), today.replace(month=1, day=1), today),
        (_("Geçen yıl"), date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    )
    return [Choice(label, f"{first:{FORM}}", f"{end:{FORM}}") for label, first, end in spans]
