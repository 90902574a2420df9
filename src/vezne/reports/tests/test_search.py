"""One question over everything: what is found, by whom, in how many statements."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests import factories
from tests.architecture.town import Town
from vezne.accounts.models import Account
from vezne.applications.models import Application
from vezne.banking.models import Movement
from vezne.core.scope import ScopeMissing, acting_as, acting_as_system
from vezne.edocuments.models import Document
from vezne.invoicing.models import Invoice
from vezne.reports.search import FoundGroup, KindNames, read_asked, search
from vezne.support.models import Ticket

KEY = KindNames("town_key", "Anahtar", "anahtar key")


def panel(
    account: Account,
    text: str,
    amount: int | None = None,
    kinds: Sequence[KindNames] = (KEY, KindNames("")),
) -> dict[str, list[str]]:
    asked = read_asked(text, amount_minor=amount)
    with acting_as(account.pk, "panel"):
        return seen(search(asked, account_id=account.pk, kinds=kinds))


def desk(account: Account, text: str, amount: int | None = None) -> dict[str, list[str]]:
    asked = read_asked(text, amount_minor=amount)
    with acting_as(account.pk, "desk"):
        return seen(search(asked, account_id=account.pk, kinds=[KEY]))


def seen(groups: list[FoundGroup]) -> dict[str, list[str]]:
    return {group.kind: [row.title for row in group.rows] for group in groups}


def test_a_buyer_finds_its_rows_whatever_the_case(town: Town) -> None:
    for text in ("panel", "PANEL KULLANIMI", "ikinci.EXAMPLE", "kullanimi profesyonel"):
        assert "Panel Kullanımı" in panel(town.buyer, text)["services"]
    assert panel(town.buyer, "panel yok-boyle") == {}

    _requests_by_reference_and_by_amount(town)
    _documents_by_number_and_its_end(town)
    _tickets_by_number_and_subject_guides_by_words(town)


def _requests_by_reference_and_by_amount(town: Town) -> None:
    with acting_as_system("test"):
        row = Invoice.objects.filter(buyer=town.buyer, status="open").latest("pk")
    bare = row.reference.removeprefix("ÖT-")
    for text in (row.reference, bare.lower(), f"ot-{bare}", bare[:5]):
        assert panel(town.buyer, text)["invoices"] == [row.reference]
    assert row.reference in panel(town.buyer, "anything", row.total_minor)["invoices"]
    assert row.reference in desk(town.seller, bare)["invoices"]


def _documents_by_number_and_its_end(town: Town) -> None:
    with acting_as_system("test"):
        number = Document.objects.get(buyer=town.buyer).number

    for text in (number, number.lower(), number[-5:]):
        assert panel(town.buyer, text)["documents"] == [number]
        assert desk(town.seller, text)["documents"] == [number]


def _tickets_by_number_and_subject_guides_by_words(town: Town) -> None:
    (ticket,) = panel(town.buyer, "acilmiyor")["tickets"]
    assert ticket.endswith("Panel açılmıyor")
    assert panel(town.buyer, ticket.split()[0])["tickets"] == [ticket]
    assert panel(town.buyer, "bakim")["guides"] == ["Bakım"]
    assert "Bakım" in desk(town.seller, "BAKIM")["guides"]


def test_applications_are_found_by_number_kind_and_firm(town: Town) -> None:
    with acting_as_system("test"):
        row = Application.objects.get(buyer=town.buyer)
    line = f"#{row.number} Anahtar"
    for text in (f"#{row.number}", str(row.number), "ANAHTAR", f"key {row.number}"):
        assert panel(town.buyer, text)["applications"] == [line], text
        assert desk(town.seller, text)["applications"] == [line], text
    assert desk(town.seller, "papatya anahtar")["applications"] == [line]
    assert "applications" not in panel(town.buyer, "anahtar", kinds=())  # of no kind of his role

    _a_draft_is_its_writers_alone(town, row)
    for stranger in (town.stranger, town.second):
        assert "applications" not in panel(stranger, "anahtar") | desk(stranger, str(row.number))


def _a_draft_is_its_writers_alone(town: Town, row: Application) -> None:
    with acting_as_system("test"):
        Application.objects.filter(pk=row.pk).update(state="draft", sent_at=None)
    assert panel(town.buyer, "anahtar")["applications"]
    assert "applications" not in desk(town.seller, "anahtar")
    assert "applications" not in desk(town.seller, str(row.number))


def test_a_ticket_is_found_by_its_number_however_old(town: Town) -> None:
    with acting_as_system("test"):
        ticket = Ticket.objects.filter(buyer=town.buyer).earliest("pk")
        Ticket.objects.filter(pk=ticket.pk).update(search_key="")  # not by its words
    line = f"#{ticket.number} {ticket.subject}"
    for text in (str(ticket.number), f"#{ticket.number}"):
        assert line in panel(town.buyer, text)["tickets"]
        assert line in desk(town.seller, text)["tickets"]


def test_the_desk_finds_accounts_by_name_number_mail_phone_and_tax_id(town: Town) -> None:
    with acting_as_system("test"):
        Account.objects.filter(pk=town.buyer.pk).update(phone="+905321112233", tax_id_tail="4567")
    for text in (
        "papatya", "PAPATYA TEKSTİL", str(town.buyer.number), town.buyer.email,
        "0532 111 22 33", "1112233", "4567",
    ):  # fmt: skip
        assert desk(town.seller, text)["accounts"] == [town.buyer.name], text

    _payments_and_movements(town)


def _payments_and_movements(town: Town) -> None:
    with acting_as_system("test"):
        movement = Movement.objects.filter(seller=town.seller).latest("pk")
    attempt = town.attempt
    assert desk(town.seller, attempt.reference)["payments"] == [town.buyer.name]
    paid = desk(town.seller, "anything", attempt.payment.amount_minor)
    assert town.buyer.name in paid["payments"]
    assert desk(town.seller, "gelen")["movements"]
    assert desk(town.seller, "anything", abs(movement.amount_minor))["movements"]


def test_a_stranger_and_another_seller_find_nothing_of_it(town: Town) -> None:
    with acting_as_system("test"):
        row = Invoice.objects.filter(buyer=town.buyer).latest("pk")
        number = Document.objects.get(buyer=town.buyer).number
    words = (row.reference, number, "papatya", "panel", "açılmıyor", "bakım", "gelen",
             town.attempt.reference, str(town.buyer.number))  # fmt: skip
    for text in words:
        assert panel(town.stranger, text, row.total_minor) == {}, text
        assert desk(town.second, text, row.total_minor) == {}, text

    _little_letters_ask_nothing_and_signs_are_no_wildcards(town)


def _little_letters_ask_nothing_and_signs_are_no_wildcards(town: Town) -> None:
    assert panel(town.buyer, "p") == {}
    assert panel(town.buyer, "  ") == {}
    assert panel(town.buyer, "%%") == {}
    assert panel(town.buyer, "__") == {}
    assert panel(town.buyer, "a\x00' OR 1=1 & | ! :*") == {}


def test_at_most_five_of_a_group_and_only_in_a_scope(town: Town) -> None:
    with pytest.raises(ScopeMissing):
        search(read_asked("papatya"), account_id=town.buyer.pk)
    with acting_as_system("test"), pytest.raises(ScopeMissing):
        search(read_asked("papatya"), account_id=town.buyer.pk)
    plan = factories.make_plan(factories.make_product(factories.make_platform(town.seller, "Çok")))
    for number in range(7):
        factories.order_plan(town.buyer, plan, site=f"s{number}.example")

    assert len(panel(town.buyer, "panel")["services"]) == 5
