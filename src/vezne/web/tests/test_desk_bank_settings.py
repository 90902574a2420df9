"""The bank's accounts, connections, rules, known payers and tasks on the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import NOW
from vezne.accounts.models import Role
from vezne.banking.models import BankAccount, BankTask, KnownPayer
from vezne.banking.tests.bank import PAYERS_IBAN, arrive, code_of, open_bank
from vezne.banking.types import MovementState
from vezne.core.scope import acting_as_system
from vezne.web.tests.panel import World
from vezne.web.tests.test_desk_bank import assign, member, papatya, url
from vezne.web.tests.test_panel_current_accounts import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(world: World) -> BankAccount:
    return open_bank(world.seller)


@pytest.fixture
def deniz(world: World) -> Client:
    return member(world)


def test_an_account_is_added_with_its_iban_checked_at_the_field(
    world: World, deniz: Client
) -> None:
    new = url("desk_bank_account_new")
    typed = {"iban": "TR33 0006 1005 1978 6457 8413 27", "currency": "TRY", "bank_name": "Örnek",
             "branch": "", "holder": "Nar", "position": "0", "is_shown": "on",
             "is_active": "on"}  # fmt: skip

    wrong = deniz.post(new, typed)
    assert wrong.status_code == 422
    assert "IBAN" in words(wrong)
    right = deniz.post(new, typed | {"iban": "tr33 0006 1005 1978 6457 8413 26"})

    assert right.status_code == 302
    with acting_as_system("test"):
        row = BankAccount.objects.get(seller=world.seller)
    assert row.iban == "TR330006100519786457841326"
    assert "TR33 0006 1005" in words(deniz.get(url("desk_bank_accounts")))
    edited = deniz.post(url("desk_bank_account", row.public_id), typed | {"is_shown": ""})
    assert edited.status_code == 302
    assert "Alıcılara gizli" in words(deniz.get(url("desk_bank_accounts")))


def test_the_webhook_s_secret_is_shown_once(bank: BankAccount, deniz: Client) -> None:
    feed = url("desk_bank_feed", bank.public_id)

    shown = deniz.post(feed, {"yap": "bildirim"})
    secret = shown.context["secret"]

    assert len(secret) > 20
    assert secret in words(shown)
    assert secret not in words(deniz.get(feed))
    deniz.post(url("desk_bank_feed_drop", bank.public_id))
    assert "yalnızca yüklediğiniz ekstrelerden" in words(deniz.get(feed))


def test_a_pulled_feed_keeps_its_token_unseen(bank: BankAccount, deniz: Client) -> None:
    feed = url("desk_bank_feed", bank.public_id)
    typed = {"yap": "sorgu", "url": "https://banka.example/ohvps", "account_reference": "hsp-1"}

    assert deniz.post(feed, typed | {"token": ""}).status_code == 422
    assert deniz.post(feed, typed | {"token": "cok-gizli"}).status_code == 302
    page = words(deniz.get(feed))
    assert "hsp-1" in page
    assert "cok-gizli" not in page
    assert deniz.post(feed, typed | {"token": "", "url": "https://yeni.example"}).status_code == 302


def test_rules_are_changed_by_an_admin_alone(world: World, bank: BankAccount) -> None:
    rules = url("desk_bank_rules")
    typed = {"other_amount": "queue", "iban_policy": "exact", "tax_id_policy": "off",
             "uses_phones": "on", "automatic_limit": "1.000,00", "notice_after_hours": "6",
             "promise_days": "2", "payout_names": "ÖRNEK ÖDEME\n\nÖRNEK ÖDEME"}  # fmt: skip

    assert member(world, Role.MANAGER).get(rules).status_code == 403
    admin = member(world)
    assert admin.post(rules, typed | {"promise_days": "0"}).status_code == 422
    assert admin.post(rules, typed).status_code == 302
    page = words(admin.get(rules))
    assert "1.000,00" in page
    assert page.count("ÖRNEK ÖDEME") == 1
    arrive(bank, 2_000_00, code_of(papatya(world)))
    assert "otomatik işleme sınırının üzerinde" in words(admin.get(url("desk_bank")))


def test_a_learned_payer_is_listed_and_revoked(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    account = papatya(world)
    row = arrive(
        bank, 50_00, "ÖDEME", counterparty_iban=PAYERS_IBAN, counterparty_name="AYŞE DEMİR"
    )
    assign(deniz, row, account, ogren="1")
    with acting_as_system("test"):
        payer = KnownPayer.objects.get()

    page = words(deniz.get(url("desk_bank_payers")))
    assert "•••• 7890" in page
    assert PAYERS_IBAN not in page
    deniz.post(url("desk_bank_forget", payer.public_id))

    assert "Henüz öğrenilmiş gönderen yok" in words(deniz.get(url("desk_bank_payers")))
    assert arrive(bank, 1_00, "X", counterparty_iban=PAYERS_IBAN).state == MovementState.UNMATCHED


def test_a_late_line_is_a_task_and_closed_with_a_note(
    world: World, bank: BankAccount, deniz: Client
) -> None:
    account = papatya(world)
    arrive(bank, 50_00, code_of(account), at=NOW - timedelta(minutes=12))
    with acting_as_system("test"):
        task = BankTask.objects.get()
    close = url("desk_bank_task_close", task.public_id)

    assert "12 dakika" in words(deniz.get(url("desk_bank_tasks")))
    assert "Hareket geç geldi" in words(deniz.get(url("desk_bank_accounts")))
    assert deniz.post(close, {"note": ""}).status_code == 422
    deniz.post(close, {"note": "Banka bakım yapmış"})
    page = words(deniz.get(url("desk_bank_tasks")))

    assert "Bekleyen iş yok" in page
    assert "Banka bakım yapmış" in page
    again_closed = deniz.post(close, {"note": "ben de"}, follow=True)
    assert "daha önce kapattı" in words(again_closed)
