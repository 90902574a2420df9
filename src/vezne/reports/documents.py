"""Documents of a current account as PDF: its statement, and a reconciliation letter."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vezne.accounts.identifiers import shown_tax_id
from vezne.accounts.models import Account
from vezne.accounts.queries import seller_profile_of, tax_id_of
from vezne.core.money import Money
from vezne.core.typesetting import pdf_of
from vezne.core.wording import instant_words, money_words
from vezne.receivables.models import Letter
from vezne.receivables.types import LetterState
from vezne.reports.statement import MOST_PRINTED, EntryLine, StatementHead, statement_lines

FOLDER = Path(__file__).parent / "prints"
DAY = "%d.%m.%Y"
MOST_TAGGED = 500
"""Lines of a statement whose PDF screen readers can follow cell by cell."""


def balance_words(minor: int, currency: str) -> str:
    """A balance with its side: `250,00 ₺ (B)` is owed by the buyer, `(A)` is its own money."""
    words = money_words(Money(abs(minor), currency))
    if not minor:
        return words
    return f"{words} ({_('B') if minor > 0 else _('A')})"


def statement_pdf(*, seller: Account, buyer: Account, head: StatementHead, now: datetime) -> bytes:
    """The statement; at most `MOST_PRINTED` lines, which the page has seen to."""
    currency = head.span.currency
    lines = statement_lines(head, limit=MOST_PRINTED)
    values: dict[str, Any] = {
        **_letterhead(seller, buyer),
        "title": _("Cari hesap ekstresi"),
        "period": f"{head.span.starts_on:{DAY}} – {head.span.last_on:{DAY}} · {currency}",
        "made": _("%(at)s tarihinde hazırlandı") % {"at": instant_words(now)},
        "sums": [
            [_("Devreden bakiye"), balance_words(head.opening_minor, currency)],
            [_("Borç"), money_words(Money(head.debit_minor, currency))],
            [_("Alacak"), money_words(Money(head.credit_minor, currency))],
            [_("Kapanış bakiyesi"), balance_words(head.closing_minor, currency)],
        ],
        "heads": [
            _("Tarih"),
            _("İşlem"),
            _("Açıklama"),
            _("Borç"),
            _("Alacak"),
            _("Bakiye"),
        ],
        "opening": [_("Devreden bakiye"), balance_words(head.opening_minor, currency)],
        "closing": [
            _("Toplam"),
            money_words(Money(head.debit_minor, currency)),
            money_words(Money(head.credit_minor, currency)),
            balance_words(head.closing_minor, currency),
        ],
        "lines": [_cells(line, currency) for line in lines],
        "empty": _("Bu dönemde hareket yok."),
        "note": _("(B): alıcının borcu, (A): alıcının alacağı. Tutarlara KDV dahildir."),
    }
    is_tagged = len(lines) <= MOST_TAGGED
    return pdf_of(FOLDER / "statement.typ", values, now=now, is_tagged=is_tagged)


def letter_pdf(letter: Letter, *, now: datetime) -> bytes:
    """A reconciliation letter with its answer, if there is one."""
    state = letter.state_at(now)
    rows = [
        [_("Bakiye tarihi"), f"{letter.as_of:{DAY}}"],
        [_("Bakiye"), balance_words(letter.balance_minor, letter.currency)],
        [_("Durum"), str(state.label)],
    ]
    if letter.answered_at is not None:
        by = f"{letter.answered_by_label} · {instant_words(letter.answered_at)}"
        rows.append([_("Yanıtlayan"), by])
    if letter.note:
        rows.append([_("Not"), letter.note])
    paragraphs = letter_paragraphs(letter)
    if state == LetterState.WAITING:
        ends = instant_words(letter.expires_at)
        paragraphs.append(_("Yanıtınızı %(ends)s tarihine kadar bekliyoruz.") % {"ends": ends})
    values = {
        **_letterhead(letter.seller, letter.buyer),
        "title": _("Mutabakat mektubu"),
        "date": f"{letter.sent_at:{DAY}}",
        "paragraphs": paragraphs,
        "rows": rows,
    }
    return pdf_of(FOLDER / "letter.typ", values, now=now)


def letter_paragraphs(letter: Letter) -> list[str]:
    """What the letter says, the same on paper and on its page."""
    amount = money_words(Money(abs(letter.balance_minor), letter.currency))
    places = {"day": f"{letter.as_of:{DAY}}", "amount": amount}
    if letter.balance_minor > 0:
        words = _("Kayıtlarımıza göre %(day)s günü sonunda bize %(amount)s borcunuz görünüyor.")
    elif letter.balance_minor < 0:
        words = _("Kayıtlarımıza göre %(day)s günü sonunda bizde %(amount)s alacağınız görünüyor.")
    else:
        words = _("Kayıtlarımıza göre %(day)s günü sonunda aramızda bakiye görünmüyor.")
    return [words % places, _("Kayıtlarınızla aynıysa mutabık olduğunuzu, değilse farkı bildirin.")]


def _cells(line: EntryLine, currency: str) -> list[str]:
    return [
        f"{line.value_on:{DAY}}",
        line.words,
        line.note,
        money_words(Money(line.debit_minor, currency)) if line.debit_minor else "",
        money_words(Money(line.credit_minor, currency)) if line.credit_minor else "",
        balance_words(line.running_minor, currency),
    ]


def _letterhead(seller: Account, buyer: Account) -> dict[str, Any]:
    profile = seller_profile_of(seller.pk)
    number = shown_tax_id(tax_id_of(buyer))
    tax = f"{buyer.tax_office} {number}".strip()
    return {
        "lang": (get_language() or "tr")[:2],
        "color": profile.brand_color,
        "seller": {"brand": profile.brand_name, "name": seller.legal_name},
        "buyer": {
            "name": buyer.legal_name,
            "lines": [one for one in (tax, f"{_('Hesap no')} {buyer.number}") if one],
        },
    }
