"""How each bank writes its CSV: separators, headings, numbers, dates. Data, no code.

Headings are compared folded (`sisli`), so marks and case of the file do not matter. A number's
form is a profile's own and never guessed: 1.234 is one lira and some kuruş at one bank and a
thousand at another. A seller may bring its own profile (`BankAccount.csv_profile`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from vezne.banking.errors import ProfileUnknown
from vezne.banking.readers.fields import Decimals
from vezne.core.turkish import fold

DATES = ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d")
COLUMNS = (
    "date", "time", "value_date", "amount", "debit", "credit", "direction", "currency",
    "description", "name", "iban", "tax_id", "bank_id", "reference", "balance", "reversal", "code",
)  # fmt: skip
"""What a column may be; a file needs date, description, and amount or debit and credit."""


@dataclass(frozen=True, slots=True)
class CsvProfile:
    """One way of writing a statement as CSV."""

    name: str
    title: str  # as chosen in a form
    headings: Mapping[str, tuple[str, ...]]  # column → folded headings that mean it
    decimals: Decimals = Decimals.COMMA
    delimiter: str = ""  # empty: the one of ; , tab | that the heading row has most of
    encoding: str = ""  # empty: by the file
    dates: tuple[str, ...] = DATES
    times: tuple[str, ...] = ("%H:%M:%S", "%H:%M", "%H.%M.%S", "%H%M%S")
    outgoing: frozenset[str] = field(default=frozenset({"b", "borc", "d", "2", "-", "giden"}))
    """Folded words of the direction column that mean money out."""
    reversals: frozenset[str] = field(default=frozenset({"e", "evet", "1", "true", "iptal"}))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> CsvProfile:
        """A seller's own profile as it is kept. Raises: ProfileUnknown when it is not whole."""
        known = {one.name for one in fields(cls)}
        headings = value.get("headings")
        if not isinstance(headings, Mapping) or set(value) - known:
            raise ProfileUnknown
        columns = {
            str(column): tuple(fold(str(word)) for word in words)
            for column, words in headings.items()
            if column in COLUMNS and isinstance(words, list)
        }
        try:
            profile = cls(
                name=str(value.get("name") or "own"),
                title=str(value.get("title") or ""),
                headings=columns,
                decimals=Decimals(value.get("decimals", "comma")),
                delimiter=str(value.get("delimiter") or "")[:1],
                encoding=str(value.get("encoding") or ""),
                dates=tuple(map(str, value.get("dates") or DATES)),
            )
            "".encode(profile.encoding or "utf-8")
        except (ValueError, TypeError, LookupError):
            raise ProfileUnknown from None
        if not profile.is_whole(columns):
            raise ProfileUnknown
        return profile

    @staticmethod
    def is_whole(columns: Mapping[str, Any]) -> bool:
        """Whether these columns are enough to make lines of."""
        has_amount = "amount" in columns or ("debit" in columns and "credit" in columns)
        return {"date", "description"} <= set(columns) and has_amount


_COMMON: dict[str, tuple[str, ...]] = {
    "date": ("tarih", "islem tarihi", "hareket tarihi", "muhasebe tarihi", "date", "booking date"),
    "time": ("saat", "islem saati", "time"),
    "value_date": ("valor", "valor tarihi", "value date"),
    "amount": ("tutar", "islem tutari", "hareket tutari", "miktar", "amount", "tutar (tl)"),
    "debit": ("borc", "borc tutari", "cikan", "giden", "debit"),
    "credit": ("alacak", "alacak tutari", "giren", "gelen", "credit"),
    "direction": ("borc/alacak", "b/a", "yon", "borcalacak", "islem tipi", "direction"),
    "currency": ("para birimi", "doviz", "doviz cinsi", "currency"),
    "description": ("aciklama", "islem aciklamasi", "ekstre aciklama", "description", "islem"),
    "name": ("karsi ad", "karsi ad soyad", "gonderen", "karsi hesap adi", "gonderen/alici",
             "unvan", "name"),
    "iban": ("karsi iban", "karsi hesap iban", "gonderen iban", "karsi hesap", "iban"),
    "tax_id": ("karsi vkn/tckn", "karsi kimlik no", "vkn/tckn", "vkn", "tckn", "vergi no",
               "kimlik no", "tax id"),
    "bank_id": ("islem no", "dekont no", "fis no", "islem id", "transactionid", "id"),
    "reference": ("referans", "referans no", "sorgu no", "reference"),
    "balance": ("bakiye", "islem sonrasi bakiye", "kalan bakiye", "balance"),
    "reversal": ("iptal",),
    "code": ("islem kodu", "islem turu", "code"),
}  # fmt: skip


def _with(**changes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """The common headings, with a bank's own ones in front."""
    return {column: changes.get(column, ()) + words for column, words in _COMMON.items()}


BUILT_IN = (
    CsvProfile("turkce", "Genel (1.234,56)", _COMMON),
    CsvProfile("english", "Genel (1,234.56)", _COMMON, decimals=Decimals.POINT),
    CsvProfile(
        "garanti", "Garanti BBVA",
        _with(date=("activitydate",), amount=("amount",), balance=("balance",),
              description=("explanation",), bank_id=("transactionid",),
              reference=("transactionreferenceid",), iban=("corriban",), tax_id=("corrvkn",)),
        decimals=Decimals.POINT,
    ),
    CsvProfile(
        "halkbank", "Halkbank",
        _with(amount=("hareket tutari", "harekettutari"), description=("ekstreaciklama",),
              bank_id=("dekontno", "sira no", "sirano"), reference=("referansno",),
              name=("karsiadsoyad",), iban=("karsihesapiban",), tax_id=("karsikimlikno",)),
    ),
    CsvProfile(
        "ziraat", "Ziraat Bankası",
        _with(date=("islemtarihi",), direction=("borcalacak",), bank_id=("timestamp",),
              tax_id=("musterivergi numarasi", "musterivergino")),
        dates=("%y%m%d", *DATES),
    ),
    CsvProfile(
        "akbank", "Akbank",
        _with(bank_id=("dekont no",), date=("tarih",)),
        dates=("%Y-%m-%d-%H.%M.%S.%f", *DATES),
    ),
    CsvProfile(
        "vakifbank", "VakıfBank",
        _with(date=("transactiondate",), direction=("transactiontype",), amount=("amount",),
              description=("description",), bank_id=("transactionid",),
              currency=("currencycode",), code=("transactioncode",)),
        decimals=Decimals.POINT, dates=("%Y-%m-%dT%H:%M:%S", *DATES),
    ),
    CsvProfile("isbank", "İş Bankası", _with(description=("aciklama",), bank_id=("dekont no",))),
    CsvProfile("yapikredi", "Yapı Kredi", _with(bank_id=("referans no",))),
)  # fmt: skip


def built_in(name: str) -> CsvProfile:
    """The profile of this name. Raises: ProfileUnknown."""
    found = next((one for one in BUILT_IN if one.name == name), None)
    if found is None:
        raise ProfileUnknown
    return found
