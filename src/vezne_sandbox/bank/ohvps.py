"""An account's movements as open banking answers them (ÖHVPS 2.0, hesap bilgisi hizmeti).

``GET /ohvps/hbh/s2.0/hesaplar/{hspRef}/islemler`` with ``hesapIslemBslTrh`` and
``hesapIslemBtsTrh`` (both ends included, at most a week, from whole days back only what the bank
keeps), ``syfNo`` from 1 and ``syfKytSayi`` up to 100. ``X-Total-Count`` says how many there are.
The other side's IBAN is masked; its name is not; its identity is given where the bank knows it.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_GET

from vezne_sandbox.bank.models import Account, Channel, Movement
from vezne_sandbox.bank.statements import ISTANBUL
from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.traffic.switches import Disturbances, disturbed

ENDPOINT = "ohvps.islemler"
_LONGEST = timedelta(days=7)
_MOST_ROWS = 100
_WAYS = {Channel.FAST: "FAST", Channel.EFT: "EFT", Channel.TRANSFER: "HVL"}


@require_GET
def movements(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The lines of a time, oldest first."""
    return disturbed(request, ENDPOINT, lambda _state: _answer(request, reference))


def _answer(request: HttpRequest, reference: str, *_: Disturbances) -> HttpResponse:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    account = Account.objects.filter(iban__endswith=reference.removeprefix("HSP")).first()
    if account is None or not token or token != account.token:
        return _refuse(403, "TR.OHVPS.Resource.Forbidden", "Bu hesaba erişim rızanız yok.")
    try:
        start = _instant(request.GET["hesapIslemBslTrh"])
        end = _instant(request.GET.get("hesapIslemBtsTrh")) or sandbox_now()
        page = int(request.GET.get("syfNo", "1"))
        size = min(int(request.GET.get("syfKytSayi", str(_MOST_ROWS))), _MOST_ROWS)
    except (KeyError, ValueError):
        return _refuse(400, "TR.OHVPS.Resource.InvalidFormat", "Sorgu alanları hatalı.")
    if start is None or end - start > _LONGEST or page < 1 or size < 1:
        return _refuse(400, "TR.OHVPS.Resource.InvalidDateRange", "En çok bir hafta sorulabilir.")
    rows = account.movements.filter(at__gte=start, at__lte=end).order_by("at", "pk")
    shown = rows[(page - 1) * size : page * size]
    body = {"hspRef": account.reference, "isller": [_line(row, account) for row in shown]}
    return JsonResponse(body, headers={"X-Total-Count": str(rows.count())})


def _line(row: Movement, account: Account) -> dict[str, Any]:
    line: dict[str, Any] = {
        "islNo": row.number,
        "refNo": row.end_to_end,
        "islTtr": _plain(row.size),
        "gnclBky": _plain(row.balance_after),
        "prBrm": account.currency,
        "islGrckZaman": row.at.astimezone(ISTANBUL).isoformat(timespec="milliseconds"),
        "kanal": "MOBIL" if row.channel in _WAYS else "DIGER",
        "brcAlc": "A" if row.is_in else "B",
        "islTur": "IPTAL" if row.reverses_id else _WAYS.get(Channel(row.channel), row.channel),
        "islAmc": "03" if row.channel == Channel.POS else "12",
        "islAcklm": row.description[:200],
        "krsTrf": _other_side(row),
    }
    if row.channel == Channel.FAST:
        line["odmStmNo"] = f"{row.at.astimezone(ISTANBUL):%Y-%m-%d}|0099|{row.pk:06d}"
    if row.reverses is not None:
        line["iptEdlIslNo"] = row.reverses.number
    return line


def _other_side(row: Movement) -> dict[str, Any]:
    side: dict[str, Any] = {"krsUnvan": row.name, "krsMskIBAN": masked(row.iban)}
    if row.tax_id:
        kind = "K" if len(row.tax_id) == 11 else "V"
        side["krsKimlikVrs"] = {"ohkTanimTip": kind, "ohkTanimDeger": row.tax_id}
    return side


def masked(iban: str) -> str:
    """Country, bank and the last four; the rest is hidden."""
    return iban and f"{iban[:9]}{'*' * (len(iban) - 13)}{iban[-4:]}"


def _plain(amount: Decimal) -> str:
    """At most as many digits after the dot as there are."""
    return format(amount.normalize(), "f")


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=ISTANBUL)


def _refuse(status: int, code: str, words: str) -> JsonResponse:
    body = {"httpCode": status, "errorCode": code, "moreInformationTr": words}
    return JsonResponse(body, status=status)
