"""Open banking (ÖHVPS 2.0, hesap bilgisi hizmeti): an account's movements, page by page.

`GET {url}/ohvps/hbh/s2.0/hesaplar/{hspRef}/islemler` with the stretch of time and a page of up to
100. `brcAlc` A came in, B went out; `islNo` is unique within the account; `refNo` is shared by a
transfer and its fee. The other side's IBAN is masked and so never a key. A query of a system may
look back 24 hours, one by a firm's user a week; the caller keeps to it.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import httpx

from vezne.banking.feeds.base import FeedError, FeedKeys, Pulled
from vezne.banking.matching.references import clean_iban, clean_tax_id
from vezne.banking.readers.fields import BadField, currency_of, iso_instant, minor_of
from vezne.banking.readers.text import clean
from vezne.banking.types import Line, RowProblem
from vezne.core.calendar import istanbul_date
from vezne.core.tls import trusted

TIMEOUT = httpx.Timeout(connect=2.0, read=5.0, write=5.0, pool=2.0)
PAGE = 100
MOST_PAGES = 200
MOST_BYTES = 4 * 1024 * 1024
REVERSALS = frozenset({"IPTAL", "IADE_IPTAL"})


class OhvpsFeed:
    """One account at one bank."""

    def __init__(self, keys: FeedKeys) -> None:
        """`url` is the bank's address without the path of the standard."""
        self.keys = keys

    def pull(self, *, since: datetime, until: datetime) -> Pulled:
        """All lines of the stretch. Raises: FeedError."""
        lines: list[Line] = []
        problems: list[RowProblem] = []
        for page in range(1, MOST_PAGES + 1):
            rows = self._page(since, until, page)
            for row in rows:
                try:
                    lines.append(line_of(row, row_number=len(lines) + len(problems) + 1))
                except BadField as wrong:
                    number = len(lines) + len(problems) + 1
                    problems.append(RowProblem(number, clean(str(wrong))[:100]))
            if len(rows) < PAGE:
                return Pulled(lines, problems)
        raise FeedError("too many pages")

    def _page(self, since: datetime, until: datetime, page: int) -> list[dict[str, Any]]:
        path = f"/ohvps/hbh/s2.0/hesaplar/{quote(self.keys.account_reference, safe='')}/islemler"
        params = {
            "hesapIslemBslTrh": since.isoformat(timespec="milliseconds"),
            "hesapIslemBtsTrh": until.isoformat(timespec="milliseconds"),
            "syfNo": str(page),
            "syfKytSayi": str(PAGE),
        }
        headers = {
            "Authorization": f"Bearer {self.keys.token}",
            "X-Request-ID": secrets.token_hex(16),
            "Accept": "application/json",
        }
        try:
            answer = httpx.get(
                self.keys.url + path,
                params=params,
                headers=headers,
                timeout=TIMEOUT,
                trust_env=False,
                verify=trusted(),
            )
        except httpx.HTTPError as error:
            raise FeedError(type(error).__name__) from error
        if answer.status_code != httpx.codes.OK:
            raise FeedError(f"HTTP {answer.status_code}")
        return _rows(answer.content)


def _rows(body: bytes) -> list[dict[str, Any]]:
    if len(body) > MOST_BYTES:
        raise FeedError("too long")
    try:
        told = json.loads(body, parse_float=Decimal)
    except ValueError:
        raise FeedError("no JSON") from None
    rows = told.get("isller") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FeedError("no isller")
    return rows


def line_of(row: dict[str, Any], *, row_number: int = 0) -> Line:
    """A movement of the standard as a line. Raises: BadField."""
    at = iso_instant(str(row.get("islGrckZaman", "")))
    direction, number = row.get("brcAlc"), str(row.get("islNo") or "")
    if at is None or direction not in ("A", "B") or not number:
        raise BadField(f"islNo {number}")
    currency = currency_of(str(row.get("prBrm") or "TRY"))
    amount = minor_of(str(row.get("islTtr")), currency=currency)
    if amount <= 0:
        raise BadField(f"islNo {number}: islTtr")
    side = row.get("krsTrf")
    side = side if isinstance(side, dict) else {}
    identity = side.get("krsKimlikVrs")
    identity = identity if isinstance(identity, dict) else {}
    balance = row.get("gnclBky")
    kind = clean(str(row.get("islTur") or ""), longest=20)
    return Line(
        row=row_number,
        amount_minor=amount if direction == "A" else -amount,
        currency=currency,
        booked_on=istanbul_date(at),
        at=at,
        bank_id=clean(number, longest=80),
        reference=clean(str(row.get("refNo") or ""), longest=80),
        description=clean(str(row.get("islAcklm") or "")),
        counterparty_name=clean(str(side.get("krsUnvan") or ""), longest=140),
        counterparty_iban=clean_iban(str(side.get("krsIBAN") or "")),
        counterparty_tax_id=clean_tax_id(str(identity.get("ohkTanimDeger") or "")),
        balance_minor=minor_of(str(balance), currency=currency) if balance else None,
        is_reversal=kind.upper() in REVERSALS or bool(row.get("iptEdlIslNo")),
        takes_back=clean(str(row.get("iptEdlIslNo") or ""), longest=80),
        code=kind,
    )
