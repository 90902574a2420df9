"""Applications from the draft to what they change: both sides, twice, too late, and stale."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as present
from django.db import DatabaseError, transaction

from tests.factories import DENIZ, NOW, make_seller
from vezne.accounts.errors import EmailTaken
from vezne.accounts.models import Account, Membership, User
from vezne.accounts.services import account_details_change, membership_end
from vezne.applications.errors import (
    ApplicationChanged,
    ApplicationKindNotOffered,
    ApplicationReasonMissing,
    ApplicationStale,
    ApplicationStateConflict,
)
from vezne.applications.models import Application, ApplicationEvent, ApplicationTerms
from vezne.applications.queries import contents_of
from vezne.applications.tests.counter import (
    IBAN,
    ID_PAPERS,
    NEW_USER,
    PNG,
    TCKN,
    Counter,
    open_counter,
)
from vezne.core.audit import SYSTEM
from vezne.core.errors import FileRefused, NotFound
from vezne.core.files import file_read
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows.applications import (
    application_approve,
    application_begin_review,
    application_reject,
    application_send_back,
    application_take_back,
    applications_forget,
    document_look,
    papers_take,
)
from vezne.flows.errors import AccountNotSettled, OthersConcerned, PersonNotMade
from vezne.ledger.errors import InsufficientFunds
from vezne.ledger.services import current_account_open
from vezne.receivables.models import Payout
from vezne.receivables.queries import is_trade_closed

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def counter(settings: Any, tmp_path: Path) -> Counter:
    settings.VEZNE_UPLOADS = str(tmp_path)
    return open_counter()


def approve(counter: Counter, row: Application) -> tuple[Application, bool]:
    return application_approve(
        application_id=row.pk, seen=row.version, actor=counter.staff, now=LATER
    )


def details(counter: Counter, **typed: str) -> Application:
    return counter.sent("details_change", typed)


# -- writing and sending ---------------------------------------------------------------------


def test_a_draft_keeps_what_is_right_and_says_what_is_not(counter: Counter) -> None:
    typed = {**NEW_USER, "tckn": "12345678901", "phone": "0541"}

    written = counter.write("user_add", typed, papers=("id_front",))

    assert sorted(written.wrong) == ["phone", "tckn"]
    assert written.row.state == "draft"
    assert "tckn" not in contents_of(written.row).values
    assert counter.bells(counter.ayse) == []


def test_what_is_missing_is_named_and_nothing_is_sent(counter: Counter) -> None:
    written = counter.write("user_add", {"first_name": "Elif"}, papers=("id_front",))

    assert "T.C. kimlik no, Rol, Kimlik arka yüzü" in str(written.refusal)
    assert counter.read(written.row).state == "draft"


def test_what_was_typed_is_not_readable_in_the_table(counter: Counter) -> None:
    row = counter.user_add()

    sealed = counter.read(row).contents_sealed
    assert TCKN not in sealed
    assert "Elif" not in sealed
    assert contents_of(row).values["tckn"] == TCKN
    stored = (Path(present.VEZNE_UPLOADS) / "private").glob("*/*")
    assert all(PNG not in path.read_bytes() for path in stored)


def test_a_double_click_makes_one_application_with_its_papers_once(counter: Counter) -> None:
    first = counter.user_add(key="form-1")
    second = counter.user_add(key="form-1")

    assert (first.pk, len(counter.papers(first))) == (second.pk, 2)
    assert counter.bells(counter.ayse) == ["application.received"]
    assert counter.bells(counter.deniz) == ["application.new"]


def test_a_hostile_file_is_no_paper(counter: Counter) -> None:
    for name, content in (
        ("kimlik.png", b"<svg onload=alert(1)>"),
        ("kimlik.pdf", b"MZ\x90\x00"),
        ("kimlik.txt", b"merhaba"),
        ("kimlik.png", b""),
    ):
        with pytest.raises(FileRefused):
            papers_take([("id_front", name, content)])


def test_only_a_seller_that_one_buys_from_is_asked_and_only_for_what_it_offers(
    counter: Counter,
) -> None:
    other = make_seller("Mavi Bilişim")
    with acting_as_system("test"):
        ApplicationTerms.objects.create(seller=counter.seller, kinds_off=["details_change"])

    with pytest.raises(ApplicationKindNotOffered):
        counter.write("details_change", {"phone": "0541 123 45 68"})
    with pytest.raises(ApplicationKindNotOffered):
        counter.write("identity_check", {})  # a firm is known by its tax number
    counter.seller = other
    with pytest.raises(NotFound):
        counter.write("details_change", {"phone": "0541 123 45 68"})
    with acting_as_system("test"):
        assert not Application.objects.exists()


def test_each_side_sees_its_own_and_nobody_else_any(counter: Counter) -> None:
    row = counter.user_add()
    stranger = make_seller("Mavi Bilişim")

    with acting_as(counter.firm.pk, "panel"):
        assert Application.objects.get() == row
    with acting_as(counter.seller.pk, "desk"):
        assert Application.objects.get() == row
    for account, face in ((counter.person, "panel"), (stranger, "desk"), (stranger, "panel")):
        with acting_as(account.pk, face):  # type: ignore[arg-type]
            assert not Application.objects.exists()
            assert not ApplicationEvent.objects.exists()


def test_what_happened_is_never_changed(counter: Counter) -> None:
    counter.user_add()

    with acting_as_system("test"), pytest.raises(DatabaseError), transaction.atomic():
        ApplicationEvent.objects.update(words="başka")


# -- deciding --------------------------------------------------------------------------------


def test_an_approved_user_exists_and_is_asked_to_choose_a_password(counter: Counter) -> None:
    row = counter.user_add()
    application_begin_review(application_id=row.pk, actor=counter.staff, now=NOW)

    done, is_new = approve(counter, row)

    elif_ = User.objects.get(email="elif@firma.example")
    assert (done.state, is_new, done.outcome) == ("approved", True, elif_.public_id)
    with acting_as_system("test"):
        assert Membership.objects.get(user=elif_).role == "staff"
    assert counter.events(row)[-3:] == ["sent", "taken", "approved"]
    assert counter.bells(counter.ayse) == ["application.received", "application.approved"]
    assert len(counter.log(counter.seller, "application.approved")) == 1
    assert len(counter.log(counter.firm, "application.approved")) == 1


def test_a_second_approval_changes_nothing(counter: Counter) -> None:
    row = counter.user_add()
    approve(counter, row)

    again, is_new = approve(counter, row)

    assert (again.state, is_new) == ("approved", False)
    assert User.objects.filter(email="elif@firma.example").count() == 1
    assert counter.bells(counter.ayse).count("application.approved") == 1


def test_who_cannot_be_made_leaves_the_application_as_it_was(counter: Counter) -> None:
    row = counter.sent("user_add", {**NEW_USER, "email": counter.ceyda.email}, papers=ID_PAPERS)

    with pytest.raises(PersonNotMade):
        approve(counter, row)

    assert counter.read(row).state == "sent"
    assert "application.approved" not in counter.bells(counter.ayse)


def test_what_was_taken_back_meanwhile_is_not_approved(counter: Counter) -> None:
    row = counter.user_add()
    application_take_back(row=row, side="buyer", actor=SYSTEM, now=NOW)

    with pytest.raises(ApplicationStateConflict) as refused:
        approve(counter, row)

    assert "Geri çekildi" in str(refused.value)
    assert not User.objects.filter(email="elif@firma.example").exists()
    assert counter.bells(counter.deniz)[-1] == "application.withdrawn"


def test_a_decision_is_about_what_its_reader_saw(counter: Counter) -> None:
    row = counter.user_add()
    application_send_back(
        application_id=row.pk, seen=row.version, reason="Arka yüz?", actor=counter.staff, now=NOW
    )
    counter.write("", {**NEW_USER, "role": "admin"}, row=row)

    with pytest.raises(ApplicationChanged):
        approve(counter, row)

    fresh = counter.read(row)
    assert (fresh.state, fresh.reason) == ("sent", "")
    approve(counter, fresh)
    with acting_as_system("test"):
        assert Membership.objects.get(user__email="elif@firma.example").role == "admin"


def test_details_that_changed_meanwhile_are_not_overwritten(counter: Counter) -> None:
    row = details(counter, phone="0541 999 88 77", legal_name="Papatya Tekstil A.Ş.")
    with acting_as_system("test"):
        account_details_change(
            account_id=counter.firm.pk,
            changes={"phone": "0541 111 22 33"},
            now=NOW,
            actor=SYSTEM,
        )

    with pytest.raises(ApplicationStale) as refused:
        approve(counter, row)

    assert "Telefon" in str(refused.value)
    assert counter.account(counter.firm).phone == "+905411112233"
    assert counter.read(row).state == "sent"


def test_approved_details_stand_in_the_account_and_its_owner_signs_in_anew(
    counter: Counter,
) -> None:
    with acting_as_system("test"):
        Account.objects.filter(pk=counter.firm.pk).update(email=counter.ayse.email)
    row = details(counter, email="YENI@firma.example", line="Yeni Cad. 5", city="İzmir",
                  district="Konak", legal_name="Papatya A.Ş.")  # fmt: skip

    approve(counter, row)

    firm = counter.account(counter.firm)
    assert (firm.legal_name, firm.email) == ("Papatya A.Ş.", "yeni@firma.example")
    assert "papatya a.s." in firm.search_key
    counter.ayse.refresh_from_db()
    assert counter.ayse.email == "yeni@firma.example"
    assert len(counter.log(counter.firm, "address.added")) == 1


def test_an_address_that_is_somebodys_is_not_given_twice(counter: Counter) -> None:
    with acting_as_system("test"):
        Account.objects.filter(pk=counter.firm.pk).update(email=counter.ayse.email)
    row = details(counter, email=counter.ceyda.email)

    with pytest.raises(EmailTaken):
        approve(counter, row)

    assert counter.read(row).state == "sent"


def test_staff_changes_an_account_of_several_sellers_only_on_its_own_word(
    counter: Counter,
) -> None:
    other = make_seller("Mavi Bilişim")
    with acting_as_system("test"):
        current_account_open(seller_id=other.pk, buyer_id=counter.firm.pk, now=NOW)
    typed = {"email": "ele@geciren.example"}
    row = counter.sent("details_change", typed, by_staff=True)

    with pytest.raises(OthersConcerned):
        approve(counter, row)

    application_take = counter.sent("user_add", NEW_USER, papers=ID_PAPERS, by_staff=True)
    with pytest.raises(OthersConcerned):
        approve(counter, application_take)
    assert not User.objects.filter(email="elif@firma.example").exists()


def test_a_removed_user_is_out_and_one_who_left_already_is_said(counter: Counter) -> None:
    approve(counter, counter.user_add())
    elif_ = User.objects.get(email="elif@firma.example")
    first = counter.sent("user_remove", {"member": elif_.public_id})
    second = counter.sent("user_remove", {"member": elif_.public_id})

    approve(counter, first)

    with acting_as_system("test"):
        assert not Membership.objects.filter(user=elif_, ended_at=None).exists()
    with pytest.raises(ApplicationStale):
        approve(counter, second)


def test_a_user_with_another_role_by_now_needs_another_look(counter: Counter) -> None:
    approve(counter, counter.user_add())
    elif_ = User.objects.get(email="elif@firma.example")
    row = counter.sent("user_remove", {"member": elif_.public_id})
    with acting_as_system("test"):
        seat = Membership.objects.get(user=elif_, ended_at=None)
        membership_end(account_id=counter.firm.pk, membership_id=seat.pk, now=NOW, actor=SYSTEM)

    with pytest.raises(ApplicationStale):
        approve(counter, row)


def test_a_payout_is_reserved_and_looked_at_when_it_is_approved(counter: Counter) -> None:
    typed = {"amount": "15000", "iban": IBAN, "holder": "Papatya"}
    row = counter.sent("payout", typed)
    with pytest.raises(InsufficientFunds):
        approve(counter, row)
    counter.load(200_00)

    done, _is_new = approve(counter, row)

    with acting_as_system("test"):
        payout = Payout.objects.get()
    assert (payout.state, payout.amount_minor, payout.iban_tail) == ("approved", 150_00, "1326")
    assert done.outcome == payout.public_id


def test_an_account_with_money_in_it_is_not_cancelled(counter: Counter) -> None:
    row = counter.sent("account_cancel", {"why": "Kapatıyoruz"}, papers=("signed",))
    counter.load(1_00)

    with pytest.raises(AccountNotSettled):
        approve(counter, row)

    assert counter.read(row).state == "sent"


def test_a_cancelled_account_orders_nothing_more(counter: Counter) -> None:
    row = counter.sent("account_cancel", {"why": "Kapatıyoruz"}, papers=("signed",))

    approve(counter, row)

    with acting_as_system("test"):
        assert is_trade_closed(seller_id=row.seller_id, buyer_id=row.buyer_id)


def test_a_rejection_says_why(counter: Counter) -> None:
    row = counter.user_add()
    with pytest.raises(ApplicationReasonMissing):
        application_reject(
            application_id=row.pk, seen=row.version, reason="  ", actor=counter.staff, now=NOW
        )

    application_reject(
        application_id=row.pk, seen=row.version, reason="Belge sahte", actor=DENIZ, now=NOW
    )

    assert (counter.read(row).state, counter.read(row).reason) == ("rejected", "Belge sahte")
    assert counter.bells(counter.ayse)[-1] == "application.rejected"
    with pytest.raises(ApplicationStateConflict):
        approve(counter, row)


# -- keeping and forgetting ------------------------------------------------------------------


def test_every_look_at_a_paper_stands_in_both_logs(counter: Counter) -> None:
    row = counter.user_add()
    paper = counter.papers(row)[0]

    for _time in range(2):
        assert document_look(row=row, document=paper, actor=counter.staff, now=NOW) == PNG

    for account in (counter.seller, counter.firm):
        seen = counter.log(account, "application.document_seen")
        assert [entry.subject for entry in seen] == [paper.public_id] * 2
        assert seen[0].actor_label == counter.deniz.full_name


def test_papers_are_destroyed_after_their_time_and_that_is_written_down(counter: Counter) -> None:
    with acting_as_system("test"):
        ApplicationTerms.objects.create(seller=counter.seller, document_days=30, identity_days=7)
    row, live = counter.user_add(), counter.identity()
    approve(counter, row)
    keys = [paper.store_key for paper in counter.papers(row)]

    assert applications_forget(now=LATER + timedelta(days=29)) == 0
    assert applications_forget(now=LATER + timedelta(days=30)) == 2
    assert applications_forget(now=LATER + timedelta(days=31)) == 0

    for key in keys:
        with pytest.raises(NotFound):
            file_read(key)
    assert [paper.store_key for paper in counter.papers(row)] == ["", ""]
    assert counter.read(row).contents_sealed == ""
    assert counter.events(row)[-1] == "destroyed"
    destroyed = counter.log(counter.seller, "application.document_destroyed")
    assert [entry.details["sha256"] for entry in destroyed] == [
        paper.sha256 for paper in counter.papers(row)
    ]
    assert all(paper.store_key for paper in counter.papers(live))


def test_a_draft_that_nobody_touches_is_withdrawn(counter: Counter) -> None:
    written = counter.write("user_add", NEW_USER, papers=ID_PAPERS, sends=False)

    applications_forget(now=NOW + timedelta(days=59))
    assert counter.read(written.row).state == "draft"
    applications_forget(now=NOW + timedelta(days=61))

    assert counter.read(written.row).state == "withdrawn"
