"""The tiers over real rows: phones with their dated history, tax ids, promises, suggestions."""

from __future__ import annotations

import base64
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.factories import AYSE, DENIZ, NOW
from vezne.accounts.models import Account, Membership, User
from vezne.accounts.services import membership_end, user_phone_change
from vezne.banking.errors import NoBankAccount, NoticeNotOpen, ReceiptRefused
from vezne.banking.models import BankAccount, Promise, TransferNotice
from vezne.banking.queries.lists import pay_here_for, stored_receipts
from vezne.banking.queries.suggestions import suggestions_for
from vezne.banking.sealing import RECEIPT, sealed
from vezne.banking.services.bank_account import BankAccountTerms, bank_account_change
from vezne.banking.services.notice import NoticeEntry, receipt_of, receipts_move
from vezne.banking.tests import bank
from vezne.core.calendar import istanbul_date
from vezne.core.money import Money
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.bank_promises import TransferTerms, notice_answer, transfer_choose, transfer_tell
from vezne.invoicing.models import Invoice
from vezne.invoicing.services import rate_record
from vezne.ledger.models import CurrentAccount

pytestmark = pytest.mark.django_db

PHONE, OTHER_PHONE = "0532 123 45 67", "0533 111 22 33"


@pytest.fixture(autouse=True)
def _uploads(settings: Any, tmp_path: Path) -> None:
    settings.VEZNE_UPLOADS = str(tmp_path)


@pytest.fixture
def till(seller: Account) -> BankAccount:
    return bank.open_bank(seller, uses_phones=True)


@pytest.fixture
def buyer() -> Account:
    return bank.buyer_named("Papatya", phone=PHONE, now=NOW - timedelta(days=100))


@pytest.fixture
def account(seller: Account, buyer: Account) -> CurrentAccount:
    return bank.trade(seller, buyer)


def user_of(account: Account) -> User:
    with acting_as_system("test"):
        return User.objects.get(pk=Membership.objects.get(account=account).user_id)


# -- phones ----------------------------------------------------------------------------------


def test_a_members_phone_loads_the_wallet_where_the_seller_allows_it(
    till: BankAccount, account: CurrentAccount
) -> None:
    row = bank.arrive(till, 50_00, "bakiye 5321234567")

    assert (row.state, row.tier) == ("credited", "phone")
    assert bank.wallet(account) == 50_00


def test_phones_count_for_nothing_where_the_seller_has_not_switched_them_on(
    account: CurrentAccount, seller: Account
) -> None:
    quiet = bank.open_bank(seller)

    assert bank.arrive(quiet, 50_00, "bakiye 5321234567").state == "unmatched"


def test_a_changed_phone_does_not_re_route_money_sent_with_the_old_one(
    seller: Account, till: BankAccount, account: CurrentAccount, buyer: Account
) -> None:
    changed_at = NOW - timedelta(days=10)
    with acting_as_system("test"):
        user_phone_change(user_id=user_of(buyer).pk, phone=OTHER_PHONE, actor=AYSE, now=changed_at)
    newcomer = bank.trade(
        seller, bank.buyer_named("Lale", phone=PHONE, now=NOW - timedelta(days=5))
    )
    before, between = NOW - timedelta(days=20), NOW - timedelta(days=7)

    old = bank.arrive(till, 1_00, PHONE, at=before, booked_on=istanbul_date(before))
    nobodys = bank.arrive(till, 2_00, PHONE, at=between, booked_on=istanbul_date(between))
    new = bank.arrive(till, 3_00, PHONE)

    assert (old.buyer_id, nobodys.buyer_id, new.buyer_id) == (
        account.buyer_id,
        None,
        newcomer.buyer_id,
    )


def test_a_phone_of_two_buyers_or_of_a_former_member_never_matches(
    seller: Account, till: BankAccount, account: CurrentAccount, buyer: Account
) -> None:
    other = bank.buyer_named("Lale")
    bank.trade(seller, other)
    factories.seat_user(user_of(buyer), other, now=NOW - timedelta(days=50))
    assert bank.arrive(till, 1_00, PHONE).reason == "two_phones"

    with acting_as_system("test"):
        factories.make_member(other)
        row = Membership.objects.get(account=other, user=user_of_first(buyer))
        membership_end(
            account_id=other.pk, membership_id=row.pk, actor=DENIZ, now=NOW - timedelta(days=1)
        )

    assert bank.arrive(till, 2_00, PHONE).buyer_id == buyer.pk


def user_of_first(account: Account) -> User:
    with acting_as_system("test"):
        return User.objects.get(
            pk=Membership.objects.filter(account=account).order_by("pk")[0].user_id
        )


def test_an_iban_that_says_another_buyer_vetoes_a_phone(
    seller: Account, till: BankAccount, account: CurrentAccount
) -> None:
    other = bank.trade(seller, bank.buyer_named("Lale"))
    from vezne.flows.bank_queue import movement_assign

    first = bank.arrive(till, 1_00, "x", counterparty_iban=bank.PAYERS_IBAN)
    with acting_as(seller.pk, "desk"):
        movement_assign(
            public_id=first.public_id,
            current_account_public_id=other.public_id,
            learns=True,
            actor=DENIZ,
            now=NOW,
        )

    row = bank.arrive(till, 2_00, PHONE, counterparty_iban=bank.PAYERS_IBAN)

    assert (row.state, row.reason) == ("unmatched", "payer_against_phone")


# -- promises --------------------------------------------------------------------------------


def an_invoice(seller: Account, buyer: Account, **price: object) -> Invoice:
    plan = factories.make_plan(factories.make_product(factories.make_platform(seller)), **price)
    placed = factories.order_plan(buyer, plan)
    assert placed.invoice is not None
    return placed.invoice


def choose(invoice: Invoice, *, days: int = 0) -> TransferTerms:
    with acting_as(invoice.buyer_id, "panel"):
        return transfer_choose(invoice=invoice, actor=AYSE, now=NOW + timedelta(days=days))


def test_choosing_transfer_tells_where_how_much_and_with_which_words(
    seller: Account, till: BankAccount, buyer: Account
) -> None:
    invoice = an_invoice(seller, buyer)

    terms = choose(invoice)

    assert terms.amount == Money(120_00, "TRY")
    assert [one.iban for one in terms.accounts] == [bank.IBAN]
    assert terms.notice_from == NOW + timedelta(hours=4)
    assert terms.reference == pay_here(seller, buyer).reference
    assert choose(invoice).promise.pk == terms.promise.pk
    row = bank.arrive(till, 120_00, terms.reference)
    assert (row.state, row.tier) == ("credited", "reference_exact")
    with acting_as_system("test"):
        assert Promise.objects.get().kept_at == NOW


def pay_here(seller: Account, buyer: Account):  # type: ignore[no-untyped-def]
    with acting_as(buyer.pk, "panel"):
        return pay_here_for(buyer_id=buyer.pk, seller_id=seller.pk)


def test_a_price_in_dollars_promised_in_lira_is_paid_at_the_kept_rate(
    seller: Account, till: BankAccount, buyer: Account, account: CurrentAccount
) -> None:
    with acting_as_system("test"):
        rate_record(
            currency="USD", bulletin_on=bank.day("2026-02-27"), rate_micro=40_000_000,
            bulletin_number="1",
        )  # fmt: skip
    invoice = an_invoice(seller, buyer, price_minor=10_00, currency="USD")

    terms = choose(invoice)
    assert terms.amount == Money(480_00, "TRY")
    half = bank.arrive(till, 240_00, terms.reference)
    rest = bank.arrive(till, 250_00, terms.reference)

    assert (half.state, rest.state) == ("credited", "credited")
    with acting_as_system("test"):
        assert Invoice.objects.get(pk=invoice.pk).status == "paid"
    assert (bank.wallet(account), bank.owed(account, "USD")) == (10_00, 0)
    assert bank.books(seller)["fx"] == -480_00
    assert bank.books(seller, "USD")["fx"] == 12_00


def test_a_promised_rate_that_has_run_out_leaves_the_money_in_the_wallet(
    seller: Account, till: BankAccount, buyer: Account, account: CurrentAccount
) -> None:
    with acting_as_system("test"):
        rate_record(
            currency="USD", bulletin_on=bank.day("2026-02-27"), rate_micro=40_000_000,
            bulletin_number="1",
        )  # fmt: skip
    invoice = an_invoice(seller, buyer, price_minor=10_00, currency="USD")
    terms = choose(invoice)
    later = NOW + timedelta(days=4)

    bank.arrive(till, 480_00, terms.reference, now=later, at=later)

    assert bank.wallet(account, now=later) == 480_00
    assert choose(invoice, days=4).promise.pk != terms.promise.pk


def test_without_a_shown_account_nobody_can_choose_transfer(
    seller: Account, till: BankAccount, buyer: Account
) -> None:
    invoice = an_invoice(seller, buyer)
    with acting_as(seller.pk, "desk"):
        bank_account_change(
            public_id=till.public_id,
            terms=BankAccountTerms("Örnek", bank.IBAN, "Nar", is_shown=False),
            actor=DENIZ,
            now=NOW,
        )

    with pytest.raises(NoBankAccount):
        choose(invoice)


# -- notices and suggestions -----------------------------------------------------------------


def tell(seller: Account, buyer: Account, **changes: object) -> TransferNotice:
    fields = {
        "amount": Money(75_00, "TRY"),
        "sent_on": istanbul_date(NOW),
        "sender_name": "Ayşe Demir",
        "receipt": b"%PDF-1.7 dekont",
    } | changes
    with acting_as(buyer.pk, "panel"):
        return transfer_tell(
            buyer_id=buyer.pk,
            seller_id=seller.pk,
            entry=NoticeEntry(**fields),  # type: ignore[arg-type]
            actor=AYSE,
            now=NOW,
        )


def test_a_notice_is_answered_by_the_movement_that_it_tells_of(
    seller: Account, till: BankAccount, buyer: Account, account: CurrentAccount
) -> None:
    notice = tell(seller, buyer)
    assert receipt_of(notice) == b"%PDF-1.7 dekont"
    assert len(notice.receipt_key) == 32
    assert notice.receipt_sealed == ""

    bank.arrive(till, 75_00, bank.code_of(account))

    with acting_as(buyer.pk, "panel"):
        assert TransferNotice.objects.get().state == "found"


def test_a_notice_without_a_movement_is_refused_with_a_reason(
    seller: Account, till: BankAccount, buyer: Account, account: CurrentAccount
) -> None:
    notice = tell(seller, buyer)

    with acting_as(seller.pk, "desk"):
        notice_answer(public_id=notice.public_id, answer="Gelmedi", actor=DENIZ, now=NOW)
        with pytest.raises(NoticeNotOpen):
            notice_answer(public_id=notice.public_id, answer="x", actor=DENIZ, now=NOW)


def test_receipts_that_lay_in_the_table_move_into_the_store(
    seller: Account, buyer: Account, account: CurrentAccount
) -> None:
    notice = tell(seller, buyer, receipt=b"")
    old = sealed(base64.b64encode(b"%PDF-1.7 eski").decode(), purpose=RECEIPT)
    with acting_as_system("test"):
        TransferNotice.objects.update(receipt_sealed=old, receipt_type="application/pdf")
        notice.refresh_from_db()
        assert receipt_of(notice) == b"%PDF-1.7 eski"

        assert (receipts_move(), receipts_move()) == (1, 0)
        notice.refresh_from_db()
        assert (notice.receipt_sealed, stored_receipts()) == ("", {notice.receipt_key})
    assert receipt_of(notice) == b"%PDF-1.7 eski"


@pytest.mark.parametrize("receipt", [b"<html>", b"%PDF-" + b"x" * 2_100_000])
def test_a_receipt_that_is_no_document_is_refused(
    seller: Account, buyer: Account, account: CurrentAccount, receipt: bytes
) -> None:
    with pytest.raises(ReceiptRefused):
        tell(seller, buyer, receipt=receipt)


def test_suggestions_are_ranked_and_say_why(
    seller: Account, till: BankAccount, buyer: Account, account: CurrentAccount
) -> None:
    lale = bank.trade(seller, bank.buyer_named("Lale Mobilya"))
    tell(seller, buyer)
    row = bank.arrive(till, 75_00, "x", counterparty_name="LALE MOBİLYA LTD")
    assert row.state == "unmatched"

    with acting_as(seller.pk, "desk"):
        found = suggestions_for(row)

    assert [one.current_account_id for one in found] == [account.pk, lale.pk]
    assert found[0].reasons[0].startswith("Bu tutarda havale bildirdi")
    assert found[1].reasons == ("Gönderen adı benziyor: lale mobilya.",)
    assert found[0].score > found[1].score
