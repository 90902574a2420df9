"""Cari Hesaplar on the desk: the list, one account, second looks, letters, pay-outs, rules."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_buyer, make_member, order_plan, sign_in
from vezne.accounts.models import Role
from vezne.core.scope import acting_as, acting_as_system
from vezne.ledger.models import CurrentAccount
from vezne.receivables.models import BuyerTerms, LateCharge, Letter, ManualEntry, SellerTerms
from vezne.receivables.services import payout_ask
from vezne.receivables.tests.office import IBAN, actor
from vezne.receivables.types import PayoutDraft
from vezne.web.access import SEAT_KEY
from vezne.web.tests.panel import World
from vezne.web.tests.test_panel_current_accounts import account_of, fill, wallet, words

pytestmark = pytest.mark.django_db


def member(world: World, role: str = Role.MANAGER) -> Client:
    """A new member of the seller, seated at its desk."""
    client = sign_in(make_member(world.seller, role))
    session = client.session
    session[SEAT_KEY] = world.seller.pk
    session.save()
    return client


@pytest.fixture
def deniz(world: World) -> Client:
    return member(world)


def one(name: str, world: World, *more: str) -> str:
    return reverse(f"web:{name}", args=[account_of(world).public_id, *more])


def sheet_of(answer: Any) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    return list(sheet.iter_rows(values_only=True))


def ask(client: Client, world: World, **typed: str) -> Any:
    sent = {"kind": "debit_note", "net": "100,00", "currency": "TRY", "kdv_rate": "20",
            "reason": "Kurulum farkı", "due_on": "", "description": "Kurulum"}  # fmt: skip
    return client.post(one("desk_entry_new", world), sent | typed)


def entry() -> ManualEntry:
    with acting_as_system("test"):
        return ManualEntry.objects.latest("pk")


# -- the list --------------------------------------------------------------------------------


def test_a_seller_without_buyers_is_told_so(world: World) -> None:
    from tests.factories import make_seller

    other = make_seller("Mavi")
    client = sign_in(make_member(other, Role.ADMIN))
    session = client.session
    session[SEAT_KEY] = other.pk
    session.save()

    page = words(client.get(reverse("web:desk_current_accounts")))

    assert "Henüz cari hesap yok" in page
    assert "Papatya" not in page


def test_the_list_shows_balances_with_sums_and_is_searched(world: World, deniz: Client) -> None:
    fill(world, 50_00)
    list_url = reverse("web:desk_current_accounts")

    page = words(deniz.get(list_url))
    assert "Papatya" in page
    assert "70,00 ₺ (B)" in page
    assert "Toplam TRY" in page
    assert "Papatya" in words(deniz.get(list_url + "?ara=papat&durum=borclu&sirala=-bakiye"))
    assert "Kayıt bulunamadı." in words(deniz.get(list_url + "?ara=yok"))
    assert "Kayıt bulunamadı." in words(deniz.get(list_url + "?durum=gecikmis&ara=zzz"))


def test_the_number_of_queries_does_not_grow_with_the_buyers(world: World, deniz: Client) -> None:
    list_url = reverse("web:desk_current_accounts")
    deniz.get(list_url)
    with CaptureQueriesContext(connection) as few:
        deniz.get(list_url)
    for number in range(5):
        order_plan(make_buyer(f"Firma {number}"), world.monthly)
    with CaptureQueriesContext(connection) as many:
        deniz.get(list_url)

    assert len(many) == len(few) <= 14


def test_the_list_is_downloaded_as_it_is_filtered(world: World, deniz: Client) -> None:
    fill(world, 50_00)

    rows = sheet_of(deniz.get(reverse("web:desk_accounts_excel") + "?ara=papatya"))

    assert rows[0][:4] == ("Hesap no", "Hesap", "Para birimi", "Net bakiye")
    assert [row[3] for row in rows[1:]] == [70]


# -- one account -----------------------------------------------------------------------------


def test_one_account_shows_everything_in_a_bounded_number_of_queries(
    world: World, deniz: Client
) -> None:
    ask(deniz, world)
    address = one("desk_current_account", world)
    deniz.get(address)

    with CaptureQueriesContext(connection) as queries:
        page = words(deniz.get(address))

    assert len(queries) <= 30
    for wanted in ("Borç dekontu", "Yaşlandırma", "Kurulum", world.owed_invoice.reference):
        assert wanted in page


def test_the_accounts_page_leads_to_it(world: World, deniz: Client) -> None:
    page = words(deniz.get(reverse("web:desk_account", args=[world.buyer.public_id])))

    assert one("desk_current_account", world) in page


def test_the_statement_is_downloaded(world: World, deniz: Client) -> None:
    assert deniz.get(one("desk_statement_file", world, "pdf")).content.startswith(b"%PDF-")
    rows = sheet_of(deniz.get(one("desk_statement_file", world, "excel")))
    assert rows[1][1] == "Devreden bakiye"
    assert deniz.get(one("desk_statement_file", world, "csv")).status_code == 404


def test_limit_and_terms_are_kept(world: World, deniz: Client) -> None:
    sent = {"credit_limit": "5.000,00", "payment_days": "30", "is_late_exempt": "on"}

    assert deniz.post(one("desk_account_terms", world), sent).status_code == 302

    assert account_of(world).credit_limit_minor == 5_000_00
    with acting_as_system("test"):
        assert BuyerTerms.objects.get().payment_days == 30
    deniz.post(one("desk_account_terms", world), {"credit_limit": "", "payment_days": ""})
    assert account_of(world).credit_limit_minor is None
    bad = deniz.post(one("desk_account_terms", world), {"credit_limit": "12.5"})
    assert bad.status_code == 422


def test_a_buyer_is_marked_as_withholding_and_its_card_says_so(world: World, deniz: Client) -> None:
    sent = {"credit_limit": "", "payment_days": "", "withholds_kdv": "on"}

    assert deniz.post(one("desk_account_terms", world), sent).status_code == 302

    assert account_of(world).withholds_kdv
    assert "KDV tevkifatı yapar" in words(deniz.get(one("desk_current_account", world)))
    deniz.post(one("desk_account_terms", world), {"credit_limit": "", "payment_days": ""})
    assert not account_of(world).withholds_kdv


def test_a_page_from_before_the_closing_does_not_open_the_account_again(
    world: World, deniz: Client
) -> None:
    account = account_of(world)
    url = one("desk_account_terms", world)
    sent = {"credit_limit": "", "payment_days": "", "was_closed": "False"}

    def is_closed() -> bool:
        with acting_as(world.seller.pk, "desk"):
            return bool(BuyerTerms.objects.get(current_account=account).closed_at)

    deniz.post(url, {**sent, "is_closed": "on"})
    assert is_closed()
    deniz.post(url, sent)
    assert is_closed()
    assert 'name="was_closed" value="True"' in deniz.get(url).content.decode()
    deniz.post(url, {**sent, "was_closed": "True"})
    assert not is_closed()


# -- entries by hand -------------------------------------------------------------------------


def test_a_small_entry_is_booked_at_once(world: World, deniz: Client) -> None:
    answer = ask(deniz, world)

    assert answer.status_code == 302
    assert (entry().status, entry().total_minor) == ("booked", 120_00)


def test_a_large_entry_waits_for_another_member(world: World, deniz: Client) -> None:
    ask(deniz, world, net="20.000,00")
    row = entry()
    assert row.status == "waiting"
    queue = reverse("web:desk_entries")
    yes = reverse("web:desk_entry_yes", args=[row.public_id])
    assert "onayı başka bir yetkili verir" in words(deniz.get(queue))
    assert yes not in words(deniz.get(queue))

    deniz.post(yes)
    assert entry().status == "waiting"
    efe = member(world)
    assert yes in words(efe.get(queue))
    efe.post(yes)

    assert entry().status == "booked"


def test_a_declined_entry_needs_its_reason(world: World, deniz: Client) -> None:
    ask(deniz, world, net="20.000,00")
    no = reverse("web:desk_entry_no", args=[entry().public_id])

    assert deniz.post(no).status_code == 422
    assert deniz.post(no, {"reason": "Mükerrer"}).status_code == 302

    assert (entry().status, entry().decision_note) == ("declined", "Mükerrer")


def test_a_booked_entry_is_taken_back(world: World, deniz: Client) -> None:
    ask(deniz, world)
    first = entry()
    target = reverse("web:desk_entry_reverse", args=[first.public_id])
    assert "Kaydı geri al" in words(deniz.get(target))

    deniz.post(target, {"reason": "Yanlış hesap"})

    assert (entry().kind, entry().reverses_id) == ("reversal", first.pk)
    again = deniz.post(target, {"reason": "Bir daha"})
    assert again.status_code == 422
    assert "geri alınamaz" in words(again)


@pytest.mark.parametrize("typed", [{"net": "0"}, {"net": "on"}, {"reason": ""}, {"due_on": "x"}])
def test_a_refused_entry_is_shown_again(world: World, deniz: Client, typed: dict[str, str]) -> None:
    assert ask(deniz, world, **typed).status_code == 422
    with acting_as_system("test"):
        assert not ManualEntry.objects.exists()


# -- letters ---------------------------------------------------------------------------------


def test_a_letter_is_sent_shown_and_taken_back(world: World, deniz: Client) -> None:
    sent = {"as_of": f"{NOW:%d.%m.%Y}", "currency": "TRY"}

    answer = deniz.post(one("desk_letter_new", world), sent)
    with acting_as_system("test"):
        letter = Letter.objects.get()
    assert answer["Location"] == reverse("web:desk_letter", args=[letter.public_id])
    page = words(deniz.get(answer["Location"]))
    assert "/mutabakat/mut_" in page
    assert "Yanıt bekliyor" in words(deniz.get(reverse("web:desk_letters")))
    printed = deniz.get(reverse("web:desk_letter_file", args=[letter.public_id]))
    assert printed.content.startswith(b"%PDF-")
    deniz.post(reverse("web:desk_letter_back", args=[letter.public_id]))

    assert "Geri çekildi" in words(deniz.get(reverse("web:desk_letters") + "?durum=withdrawn"))
    assert "Kayıt bulunamadı." in words(deniz.get(reverse("web:desk_letters") + "?durum=expired"))


def test_no_letter_is_written_of_a_day_to_come(world: World, deniz: Client) -> None:
    answer = deniz.post(one("desk_letter_new", world), {"as_of": "01.01.2099", "currency": "TRY"})

    assert answer.status_code == 422
    assert "Gelecekteki" in words(answer)


def test_letters_to_all_are_a_job(world: World, deniz: Client) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    sent = {"as_of": f"{NOW:%d.%m.%Y}", "currency": "TRY"}
    assert deniz.post(reverse("web:desk_letters_all"), sent).status_code == 302

    jobs = ProcrastinateJob.objects.filter(task_name="receivables.letters")
    assert jobs.get().args["seller_id"] == world.seller.pk


# -- pay-outs --------------------------------------------------------------------------------


def wants(world: World, minor: int) -> Any:
    with acting_as_system("test"):
        return payout_ask(
            current_account=account_of(world),
            draft=PayoutDraft(minor, "TRY", IBAN, "Papatya Ltd."),
            actor=actor("ayse2"),
            now=NOW,
        )


def do(client: Client, what: str, payout: Any, **typed: str) -> Any:
    return client.post(reverse(f"web:desk_payout_{what}", args=[payout.public_id]), typed)


def state(payout: Any) -> str:
    with acting_as_system("test"):
        return str(type(payout).objects.get(pk=payout.pk).state)


def test_a_request_is_approved_and_marked_sent(world: World, deniz: Client) -> None:
    fill(world)
    payout = wants(world, 200_00)
    queue = reverse("web:desk_payouts")
    assert IBAN in words(deniz.get(queue))

    do(deniz, "yes", payout)
    assert state(payout) == "approved"
    do(deniz, "out", payout, bank_reference="EFT 42")

    assert (state(payout), wallet(world)) == ("sent", 300_00)
    assert "EFT 42" in words(deniz.get(queue))
    assert "Bekleyen istek yok" in words(deniz.get(queue))


def test_a_large_request_needs_two(world: World, deniz: Client) -> None:
    fill(world, 50_000_00)
    payout = wants(world, 20_000_00)
    do(deniz, "yes", payout)
    do(deniz, "yes", payout)
    assert state(payout) == "seconded"

    do(member(world), "yes", payout)

    assert state(payout) == "approved"


def test_a_request_is_refused_with_its_reason(world: World, deniz: Client) -> None:
    fill(world)
    payout = wants(world, 200_00)

    assert do(deniz, "no", payout).status_code == 422
    assert do(deniz, "no", payout, reason="IBAN yabancı").status_code == 302

    assert (state(payout), wallet(world)) == ("refused", 500_00)


def test_the_approved_ones_are_a_file_for_the_bank(world: World, deniz: Client) -> None:
    fill(world)
    address = reverse("web:desk_payouts_file")
    wants(world, 50_00)
    with acting_as_system("test"):
        odd = payout_ask(
            current_account=account_of(world),
            draft=PayoutDraft(200_05, "TRY", IBAN, '=2+2;"Papatya"'),
            actor=actor("ayse3"),
            now=NOW,
        )
    assert address not in deniz.get(reverse("web:desk_payouts")).content.decode()
    do(deniz, "yes", odd)
    assert address in deniz.get(reverse("web:desk_payouts")).content.decode()

    answer = deniz.get(address)

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    plain = IBAN.replace(" ", "")
    assert rows[1:] == [['2+2;"Papatya"', plain, "200,05", "TRY", f"Bakiye iadesi {odd.public_id}"]]
    assert state(odd) == "approved"  # the file marks nothing
    do(deniz, "out", odd)
    assert len(deniz.get(address).content.decode().strip().splitlines()) == 1
    staff = member(world, Role.STAFF)
    assert staff.get(address).status_code == 403
    assert address not in staff.get(reverse("web:desk_payouts")).content.decode()


def test_the_whole_iban_is_for_who_sends_it(world: World) -> None:
    fill(world)
    wants(world, 200_00)

    page = words(member(world, Role.STAFF).get(reverse("web:desk_payouts")))

    assert "… 1326" in page
    assert IBAN not in page


# -- late charges and rules ------------------------------------------------------------------


def test_a_late_charge_is_listed_and_waived(world: World, deniz: Client) -> None:
    assert "Vade farkı kapalı." in words(deniz.get(reverse("web:desk_late_charges")))
    with acting_as_system("test"):
        account = CurrentAccount.objects.get(pk=account_of(world).pk)
        charge = LateCharge.objects.create(
            seller=world.seller,
            buyer=world.buyer,
            current_account=account,
            invoice=world.owed_invoice,
            month=NOW.date().replace(day=1),
            state="waiting",
            currency="TRY",
            days=12,
            owed_days_minor=144_000,
            rate_bp=450,
            amount_minor=2_16,
            kdv_rate_bp=2000,
            found_at=NOW,
            charge_at=NOW,
        )
    page = words(deniz.get(reverse("web:desk_late_charges")))
    assert "12 gün, ayda %4,5" in page
    assert len(sheet_of(deniz.get(reverse("web:desk_late_excel")))) == 2

    target = reverse("web:desk_late_waive", args=[charge.public_id])
    assert deniz.post(target).status_code == 422
    deniz.post(target, {"reason": "İyi müşteri"})

    with acting_as_system("test"):
        assert LateCharge.objects.get().state == "waived"


RULES = {
    "entry_limit_minor": "", "payout_limit_minor": "500,00", "payment_days": "15",
    "pays_from_wallet": "on", "load_least_minor": "50,00", "load_most_minor": "9.000,00",
    "letter_days": "20", "late_rate_bp": "4,5", "late_grace_days": "3", "late_kdv_bp": "20",
    "late_review_days": "5",
}  # fmt: skip


def test_the_rules_are_kept_and_shown_again(world: World) -> None:
    admin = member(world, Role.ADMIN)
    target = reverse("web:desk_account_rules")

    assert admin.post(target, RULES).status_code == 302

    with acting_as_system("test"):
        terms = SellerTerms.objects.get()
    assert (terms.entry_limit_minor, terms.late_rate_bp, terms.load_most_minor) == (
        None,
        450,
        9_000_00,
    )
    assert terms.late_since == NOW.date().replace(day=NOW.day + 1)  # the clock stands a day later
    assert 'value="4,50"' in words(admin.get(target)) or 'value="4,5"' in words(admin.get(target))


@pytest.mark.parametrize("typed", [{"load_most_minor": "1,00"}, {"late_rate_bp": "101"}])
def test_rules_that_make_no_sense_are_refused(world: World, typed: dict[str, str]) -> None:
    answer = member(world, Role.ADMIN).post(reverse("web:desk_account_rules"), RULES | typed)

    assert answer.status_code == 422
    with acting_as_system("test"):
        assert not SellerTerms.objects.exists()
