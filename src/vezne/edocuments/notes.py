"""The notes that every document carries: the amount in words, the rate, TL equivalents; pure.

Law: amounts in another currency are shown in TRY as well (VUK m.215), by the central bank's buying
rate of the day on which the tax arises (KDV K. m.26).
"""

from __future__ import annotations

from decimal import Decimal

from vezne.core.money import Money
from vezne.core.wording import number_words
from vezne.edocuments.draft import DocumentDraft
from vezne.edocuments.words import amount_in_words
from vezne.invoicing.rates import to_try

INTERNET_NOTE = "Bu satış internet üzerinden yapılmıştır."


def all_notes(draft: DocumentDraft) -> list[str]:
    """In the order of the document: words, rate, what the law wants, the seller's own."""
    notes = [amount_in_words(Money(draft.payable_minor, draft.currency))]
    notes += exchange_notes(draft)
    if draft.internet is not None:
        notes.append(INTERNET_NOTE)
    return [*notes, *draft.notes]


def exchange_notes(draft: DocumentDraft) -> list[str]:
    """Rate and TL equivalents; nothing for a document in TRY."""
    if draft.exchange is None:
        return []
    rate = draft.exchange.rate_micro
    bulletin = f"{draft.exchange.bulletin_on:%d.%m.%Y}"
    if draft.exchange.bulletin_number:
        bulletin += f", Bülten {draft.exchange.bulletin_number}"
    sums = [("Matrah", draft.net_minor), ("KDV", draft.kdv_minor)]
    if draft.oiv_minor:
        sums.append(("ÖİV", draft.oiv_minor))
    sums.append(("Ödenecek", draft.payable_minor))
    equivalents = ", ".join(f"{name} {try_words(to_try(minor, rate))}" for name, minor in sums)
    return [
        f"Kur: 1 {draft.currency} = {rate_words(rate)} TL (TCMB döviz alış, {bulletin})",
        f"TL karşılığı: {equivalents}",
    ]


def try_words(minor: int) -> str:
    """Kuruş as `1.234,56 TL`."""
    whole, rest = divmod(minor, 100)
    return f"{number_words(whole)},{rest:02d} TL"


def rate_words(micro: int) -> str:
    """A rate with a decimal comma, at least four decimals: `41,2345`."""
    text = f"{Decimal(micro).scaleb(-6):.6f}"
    while text.endswith("0") and len(text.partition(".")[2]) > 4:
        text = text[:-1]
    return text.replace(".", ",")
