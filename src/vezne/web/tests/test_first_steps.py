"""İlk adımlar: ticked by the data, put away by its reader, gone when done, and not asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    NOW,
    make_address,
    make_buyer,
    make_member,
    make_seller,
    set_clock,
    sign_in,
)
from vezne.accounts.models import Account, Role, User
from vezne.accounts.services import user_list_close
from vezne.core.scope import acting_as
from vezne.reports.first_steps import PANEL_STEPS, desk_steps, panel_steps

pytestmark = pytest.mark.django_db
LIST = "first-steps"


@pytest.fixture
def buyer() -> Account:
    set_clock(NOW)
    return make_buyer()


def words(client: Client, url: str = "/") -> str:
    return client.get(url).content.decode()


def done(account: Account, user: User) -> list[str]:
    with acting_as(account.pk, "panel"):
        return [one.name for one in panel_steps(account.pk, user_id=user.pk) if one.is_done]


def test_each_step_ticks_itself_and_no_other_accounts_do(buyer: Account) -> None:
    other = make_buyer("Menekşe Gıda")
    make_address(other)
    ayse = make_member(buyer)
    assert done(buyer, ayse) == []
    page = words(sign_in(ayse))
    assert LIST in page
    assert "/adreslerim/ekle/" in page

    make_address(buyer)
    assert done(buyer, ayse) == ["address"]
    make_member(buyer, name="Bora")
    assert done(buyer, ayse) == ["address", "colleague"]
    assert set(done(buyer, ayse)) < set(PANEL_STEPS)


def test_put_away_it_is_gone_for_this_person_alone_and_costs_nothing(buyer: Account) -> None:
    ayse = make_member(buyer)
    bora = sign_in(make_member(buyer, name="Bora"))
    client = sign_in(ayse)
    for _twice in range(2):
        assert client.post("/ilk-adimlar/kapat/").status_code == 302
    ayse.refresh_from_db()
    assert ayse.closed_lists == ["panel"]
    assert f'id="{LIST}"' not in words(client)
    assert f'id="{LIST}"' in words(bora)
    with CaptureQueriesContext(connection) as queries:
        words(client)
    assert not [one for one in queries if "mfa_authenticator" in one["sql"]]


def test_who_came_long_ago_is_not_asked(buyer: Account) -> None:
    client = sign_in(make_member(buyer))
    set_clock(NOW + timedelta(days=61))
    assert f'id="{LIST}"' not in words(client)


def test_a_viewer_is_led_to_no_page_that_is_shut(buyer: Account) -> None:
    page = words(sign_in(make_member(buyer, Role.VIEWER)))
    section = page.split(f'id="{LIST}"')[1].split("</section>")[0]
    assert "/adreslerim/ekle/" not in section
    assert "/kullanicilar/" not in section


def test_a_new_seller_has_its_own_list_until_all_is_done() -> None:
    set_clock(NOW)
    seller = make_seller("Nar Bilişim")
    deniz = make_member(seller)
    with acting_as(seller.pk, "desk"):
        found = {one.name: one.is_done for one in desk_steps(seller.pk)}
    assert not found["bank_account"]
    client = sign_in(deniz)
    assert f'id="{LIST}"' in words(client, "/yonetim/")
    user_list_close(user_id=deniz.pk, name="desk")
    assert f'id="{LIST}"' not in words(client, "/yonetim/")
