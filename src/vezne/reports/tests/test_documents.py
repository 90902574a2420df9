"""Statement and letter as PDF: Turkish letters, many pages, hostile texts."""

from __future__ import annotations

from datetime import date

from django.utils import translation

from vezne.core.scope import acting_as_system
from vezne.ledger.services import post_many
from vezne.ledger.types import Entry, LedgerKind, Posting, Reason
from vezne.receivables.queries import letter_by_public_id
from vezne.receivables.services import letter_answer, letter_send
from vezne.receivables.tests.office import NOW, Office
from vezne.reports.documents import balance_words, letter_paragraphs, letter_pdf, statement_pdf
from vezne.reports.statement import Span, statement_head

SPAN = (date(2026, 3, 1), date(2026, 4, 1))


def printed(office: Office) -> bytes:
    shop = office.books.shop
    with office.desk():
        head = statement_head(Span(office.account.pk, "TRY", *SPAN))
        return statement_pdf(seller=shop.seller, buyer=shop.ayse, head=head, now=NOW)


def test_an_empty_statement_is_a_page(office: Office) -> None:
    made = printed(office)

    assert made.startswith(b"%PDF-")
    assert b"/Count 1" in made


def test_a_long_statement_has_pages_and_texts_stay_texts(office: Office) -> None:
    posting = Posting(
        LedgerKind.RECEIVABLE,
        LedgerKind.REVENUE,
        100,
        "TRY",
        Reason.INVOICE,
        description='#panic("ğüşiöç") $x$ *İ* <script>',
    )
    entries = [Entry(office.account.pk, f"e{n}", (posting,)) for n in range(300)]
    with acting_as_system("test"):
        post_many(entries=entries, now=NOW)

    made = printed(office)

    assert made.startswith(b"%PDF-")
    assert b"/Count 1\n" not in made


def test_the_fonts_in_it_are_our_own(office: Office) -> None:
    assert b"Inter" in printed(office)


def test_a_balance_says_whose_it_is() -> None:
    assert balance_words(250_00, "TRY") == "250,00\u00a0₺ (B)"
    assert balance_words(-250_00, "TRY") == "250,00\u00a0₺ (A)"
    assert balance_words(0, "TRY") == "0,00\u00a0₺"


def test_a_letter_prints_with_and_without_its_answer(office: Office) -> None:
    office.ask(minor=100_00)
    with office.desk():
        letter = letter_send(
            current_account=office.account,
            as_of=date(2026, 3, 2),
            currency="TRY",
            actor=office.deniz,
            now=NOW,
        )
        letter = letter_by_public_id(letter.public_id)
        assert "100,00" in letter_paragraphs(letter)[0]
        assert letter_pdf(letter, now=NOW).startswith(b"%PDF-")
    with office.panel():
        letter_answer(
            letter_id=letter.pk,
            is_agreed=False,
            note="Bizde 90,00",
            answered_by="Ayşe",
            actor=office.ayse,
            now=NOW,
        )
        answered = letter_by_public_id(letter.public_id)
        with translation.override("en"):
            assert letter_pdf(answered, now=NOW).startswith(b"%PDF-")
