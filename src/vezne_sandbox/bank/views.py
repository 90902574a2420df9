"""The bank's pages: be the payer, take a line back, download a statement."""

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from vezne_sandbox.bank.books import BankError, Order, book, take_back
from vezne_sandbox.bank.models import Account, Channel, Movement
from vezne_sandbox.bank.statements import (
    ISTANBUL,
    as_camt053,
    as_csv,
    as_mt940,
    statement_of,
)
from vezne_sandbox.clock import sandbox_now

_SHOWN = 50
_FILES = {
    "sta": (as_mt940, "text/plain; charset=iso-8859-9"),
    "xml": (as_camt053, "application/xml"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
}
_WAYS = [Channel.FAST, Channel.EFT, Channel.TRANSFER, Channel.POS, Channel.FEE]


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account of this bank."""
    return render(request, "bank/accounts.html", {"accounts": Account.objects.order_by("holder")})


@require_GET
def account(request: HttpRequest, iban: str) -> HttpResponse:
    """One account: a form to send money to it, its last lines, its files."""
    return _page(request, get_object_or_404(Account, iban=iban))


@require_POST
def send(request: HttpRequest, iban: str) -> HttpResponse:
    """The form: money comes in, or goes out with a minus."""
    own = get_object_or_404(Account, iban=iban)
    given = {name: request.POST.get(name, "").strip() for name in _FIELDS}
    try:
        order = Order(
            amount=_amount(given["amount"]),
            description=given["description"],
            channel=given["channel"] if given["channel"] in Channel.values else Channel.FAST,
            name=given["name"],
            iban=given["iban"].replace(" ", ""),
            tax_id=given["tax_id"],
        )
        book(own.pk, order, now=sandbox_now())
    except BankError as error:
        return _page(request, own, given=given, error=str(error), status=400)
    return redirect("bank_account", iban=iban)


_FIELDS = ("amount", "description", "channel", "name", "iban", "tax_id")


@require_POST
def reverse_one(_request: HttpRequest, iban: str, movement_id: int) -> HttpResponse:
    """The bank takes a line back."""
    first = get_object_or_404(Movement, pk=movement_id, account__iban=iban)
    try:
        take_back(first.pk, now=sandbox_now())
    except BankError as error:
        return HttpResponse(str(error), status=409, content_type="text/plain; charset=utf-8")
    return redirect("bank_account", iban=iban)


@require_GET
def download(request: HttpRequest, iban: str, kind: str) -> HttpResponse:
    """The statement of ``bas``–``son`` (ISO dates), else of the last thirty days."""
    own = get_object_or_404(Account, iban=iban)
    if kind not in _FILES:
        raise Http404
    today = sandbox_now().astimezone(ISTANBUL).date()
    try:
        ends_on = date.fromisoformat(request.GET.get("son", today.isoformat()))
        month_before = (ends_on - timedelta(days=30)).isoformat()
        starts_on = date.fromisoformat(request.GET.get("bas", month_before))
    except ValueError as error:
        raise Http404 from error
    write, content_type = _FILES[kind]
    name = f"ekstre-{iban[-6:]}-{starts_on:%Y%m%d}-{ends_on:%Y%m%d}.{kind}"
    return HttpResponse(
        write(statement_of(own, starts_on, ends_on)),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _page(
    request: HttpRequest,
    own: Account,
    *,
    given: dict[str, str] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    page = {
        "account": own,
        "movements": own.movements.select_related("reversal").order_by("-pk")[:_SHOWN],
        "ways": [(way.value, way.label) for way in _WAYS],
        "given": given or {},
        "error": error,
    }
    return render(request, "bank/account.html", page, status=status)


def _amount(text: str) -> Decimal:
    """``1.234,56`` or ``1234.56``.

    Raises:
        BankError: it is no amount.
    """
    plain = text.replace(".", "").replace(",", ".") if "," in text else text
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        raise BankError("Tutarı 1.234,56 gibi yazın.") from None
    if not amount.is_finite() or abs(amount) >= Decimal(10) ** 12:
        raise BankError("Tutarı 1.234,56 gibi yazın.")
    return amount
