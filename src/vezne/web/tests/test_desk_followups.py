"""İşlerim, the representative on desk and panel, *my customers* in the list of accounts."""

from __future__ import annotations

import pytest

from tests.factories import NOW, make_buyer, make_member, make_seller, set_clock, sign_in
from vezne.accounts.models import Account, Role
from vezne.core.scope import acting_as_system
from vezne.followup.models import Task
from vezne.ledger.services import current_account_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Account:
    set_clock(NOW)
    return make_seller("Nar Bilişim")


@pytest.fixture
def buyer(seller: Account) -> Account:
    row = make_buyer()
    with acting_as_system("test"):
        current_account_open(seller_id=seller.pk, buyer_id=row.pk, now=NOW)
        current_account_open(seller_id=seller.pk, buyer_id=make_buyer("Ceren Gıda").pk, now=NOW)
    return row


def test_a_member_is_given_a_buyer_and_a_task_and_does_it(seller: Account, buyer: Account) -> None:
    member = make_member(seller, name="Efe")
    efe = sign_in(member)
    account = f"/yonetim/hesaplar/{buyer.public_id}/"
    assert efe.post(f"{account}temsilci/", {"user": member.public_id}).status_code == 302
    assert member.full_name in efe.get(account).content.decode()
    mine = efe.get("/yonetim/hesaplar/?temsilci=ben").content.decode()
    assert "Papatya Tekstil" in mine
    assert "Ceren Gıda" not in mine

    ayse = sign_in(make_member(buyer))
    for page in ("/", "/destek/"):
        assert "Müşteri temsilciniz" in ayse.get(page).content.decode()

    new = f"/yonetim/takip/ekle/?hesap={buyer.public_id}"
    day = f"{NOW:%d.%m.%Y}"
    typed = {"words": "Yenilemeyi konuş", "due_on": day, "assignee": member.public_id}
    assert efe.post(new, {**typed, "due_on": "01.01.2020"}).status_code == 422
    assert efe.post(new, typed).status_code == 302
    assert "Yenilemeyi konuş" in efe.get(account).content.decode()
    assert "Yenilemeyi konuş" in efe.get("/yonetim/takip/").content.decode()
    with acting_as_system("test"):
        row = Task.objects.get(seller=seller)
    efe.post(f"/yonetim/takip/{row.public_id}/yapildi/", {"outcome": "Yeniliyor"})
    assert "Yeniliyor" in efe.get("/yonetim/takip/").content.decode()
    efe.post(f"/yonetim/takip/{row.public_id}/yeniden/")
    with acting_as_system("test"):
        assert Task.objects.get(pk=row.pk).state == "open"
    _others_see_their_own(seller, row)


def _others_see_their_own(seller: Account, row: Task) -> None:
    fatma = sign_in(make_member(seller, name="Fatma"))
    assert row.words not in fatma.get("/yonetim/takip/").content.decode()
    assert row.words in fatma.get("/yonetim/takip/?kim=herkes").content.decode()
    viewer = sign_in(make_member(seller, Role.VIEWER))
    assert viewer.get("/yonetim/takip/").status_code == 403
    second = sign_in(make_member(make_seller("Mavi Bilişim")))
    assert second.post(f"/yonetim/takip/{row.public_id}/yapildi/").status_code == 404
