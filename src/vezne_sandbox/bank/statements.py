"""An account's movements of some days as files: MT940, camt.053, CSV.

The files are written as Turkish banks write them: MT940 with structured ``:86:`` in ISO-8859-9,
CSV with semicolons, comma decimals and a byte order mark, camt.053 version 02.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from vezne_sandbox.bank.models import Account, Channel, Movement

ISTANBUL = ZoneInfo("Europe/Istanbul")
_LINE = 27
"""Characters of one ``?2x`` sub-field."""


@dataclass(frozen=True)
class Statement:
    """The lines of ``[starts_on, ends_on]`` with the balances around them."""

    account: Account
    starts_on: date
    ends_on: date
    opening: Decimal
    closing: Decimal
    lines: tuple[Movement, ...]


def statement_of(account: Account, starts_on: date, ends_on: date) -> Statement:
    """Read the lines of these days."""
    start = datetime(starts_on.year, starts_on.month, starts_on.day, tzinfo=ISTANBUL)
    rows = account.movements.filter(at__gte=start).order_by("pk")
    lines = tuple(row for row in rows if _day(row) <= ends_on)
    before = account.movements.filter(at__lt=start).order_by("-pk").first()
    opening = before.balance_after if before else Decimal(0)
    closing = lines[-1].balance_after if lines else opening
    return Statement(account, starts_on, ends_on, opening, closing, lines)


def as_mt940(statement: Statement) -> bytes:
    """One message, ISO-8859-9."""
    account = statement.account
    head = [
        ":20:EKSTRE",
        f":25:{account.iban}",
        f":28C:{statement.starts_on:%j}/1",
        f":60F:{_balance(statement.opening, statement.starts_on, account.currency)}",
    ]
    body = [part for line in statement.lines for part in _mt940_line(line)]
    foot = [f":62F:{_balance(statement.closing, statement.ends_on, account.currency)}", "-"]
    return "\r\n".join([*head, *body, *foot, ""]).encode("iso-8859-9", "replace")


def _mt940_line(line: Movement) -> list[str]:
    mark = "C" if line.is_in else "D"
    if line.channel == Channel.REVERSAL:
        mark = "RD" if line.is_in else "RC"
    day = _day(line)
    text = line.description
    parts = [text[at : at + _LINE] for at in range(0, len(text), _LINE)][:10]
    details = "?00" + line.channel + "".join(f"?{20 + n}{part}" for n, part in enumerate(parts))
    if line.name:
        details += f"?32{line.name[:_LINE]}"
    if line.iban:
        details += f"?38{line.iban}"
    amount = f"{line.size:.2f}".replace(".", ",")
    return [f":61:{day:%y%m%d}{day:%m%d}{mark}{amount}NTRF{line.number}", f":86:{details}"]


def _balance(amount: Decimal, day: date, currency: str) -> str:
    mark = "D" if amount < 0 else "C"
    return f"{mark}{day:%y%m%d}{currency}{abs(amount):.2f}".replace(".", ",")


def as_csv(statement: Statement) -> bytes:
    """Semicolons and comma decimals, UTF-8 with a byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    names = "Tarih;Saat;İşlem No;Açıklama;Tutar;Bakiye;Karşı Ad;Karşı IBAN;Karşı VKN/TCKN"
    writer.writerow(names.split(";"))
    for line in statement.lines:
        at = line.at.astimezone(ISTANBUL)
        writer.writerow(
            [
                f"{at:%d.%m.%Y}",
                f"{at:%H:%M:%S}",
                line.number,
                line.description,
                _turkish(line.amount),
                _turkish(line.balance_after),
                line.name,
                line.iban,
                line.tax_id,
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def _turkish(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def as_camt053(statement: Statement) -> bytes:
    """``camt.053.001.02``."""
    account = statement.account
    entries = "".join(_camt_entry(line, account.currency) for line in statement.lines)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>{account.reference}</MsgId>"
        f"<CreDtTm>{statement.ends_on}T23:59:59</CreDtTm></GrpHdr>"
        f"<Stmt><Id>{statement.starts_on:%Y%m%d}</Id>"
        f"<Acct><Id><IBAN>{account.iban}</IBAN></Id><Ccy>{account.currency}</Ccy></Acct>"
        f"{_camt_balance('OPBD', statement.opening, statement.starts_on, account.currency)}"
        f"{_camt_balance('CLBD', statement.closing, statement.ends_on, account.currency)}"
        f"{entries}</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def _camt_balance(code: str, amount: Decimal, day: date, currency: str) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="{currency}">{abs(amount):.2f}</Amt>'
        f"<CdtDbtInd>{_mark(amount >= 0)}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def _camt_entry(line: Movement, currency: str) -> str:
    side = "Dbtr" if line.is_in else "Cdtr"
    party = f"<{side}><Nm>{escape(line.name)}</Nm></{side}>" if line.name else ""
    if line.iban:
        party += f"<{side}Acct><Id><IBAN>{line.iban}</IBAN></Id></{side}Acct>"
    taken_back = "<RvslInd>true</RvslInd>" if line.channel == Channel.REVERSAL else ""
    day = _day(line)
    return (
        f'<Ntry><NtryRef>{line.number}</NtryRef><Amt Ccy="{currency}">{line.size:.2f}</Amt>'
        f"<CdtDbtInd>{_mark(line.is_in)}</CdtDbtInd>{taken_back}<Sts>BOOK</Sts>"
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        f"<AcctSvcrRef>{line.number}</AcctSvcrRef>"
        f"<NtryDtls><TxDtls><Refs><EndToEndId>{line.end_to_end}</EndToEndId></Refs>"
        f"<RltdPties>{party}</RltdPties>"
        f"<RmtInf><Ustrd>{escape(line.description)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    )


def _mark(is_in: bool) -> str:
    return "CRDT" if is_in else "DBIT"


def _day(line: Movement) -> date:
    return line.at.astimezone(ISTANBUL).date()
