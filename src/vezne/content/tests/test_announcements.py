"""Announcements: whom they are for, how long, and that a changed one comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from vezne.accounts.models import Account
from vezne.accounts.tests.people import make_user
from vezne.catalog.tests.shop import DENIZ, NOW, Shop, open_shop
from vezne.content.errors import AudienceUnclear, NothingWritten, PeriodBackwards
from vezne.content.models import Announcement, Dismissal
from vezne.content.queries import (
    announcements_for,
    announcements_of,
    get_announcement,
    get_announcement_for,
    pinned_for,
    readers_of,
)
from vezne.content.services import (
    announcement_add,
    announcement_change,
    announcement_dismiss,
    announcement_publish,
    announcement_withdraw,
)
from vezne.content.types import AnnouncementDraft, Reader, Wording
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as, acting_as_system

DRAFT = AnnouncementDraft(Wording("Bakım", "Pazar gecesi."), starts_at=NOW, is_pinned=True)


@pytest.fixture
def shop(db: None) -> Shop:
    return open_shop()


def announce(shop: Shop, draft: AnnouncementDraft = DRAFT, **changes: Any) -> Announcement:
    with acting_as(shop.seller.pk, "desk"):
        row = announcement_add(
            seller_id=shop.seller.pk, draft=replace(draft, **changes), actor=DENIZ, now=NOW
        )
        return announcement_publish(announcement_id=row.pk, actor=DENIZ, now=NOW)


def reader_at(account: Account, shop: Shop, **changes: Any) -> Reader:
    reader = Reader(account.pk, make_user().pk, "staff", (shop.seller.pk,))
    return replace(reader, **changes)


def read(reader: Reader, now: datetime = NOW) -> list[str]:
    with acting_as(reader.account_id, "panel"):
        return [row.title_tr for row in announcements_for(reader, now=now)]


def pinned(reader: Reader) -> list[str]:
    with acting_as(reader.account_id, "panel"):
        return [row.title_tr for row in pinned_for(reader, now=NOW)]


def dismiss(reader: Reader, row: Announcement) -> None:
    with acting_as(reader.account_id, "panel"):
        found = get_announcement_for(reader, row.public_id, now=NOW)
        announcement_dismiss(announcement=found, reader=reader, now=NOW)


def reword(shop: Shop, row: Announcement, body: str, *, is_small: bool = False) -> Announcement:
    draft = replace(DRAFT, wording=Wording("Bakım", body))
    with acting_as(shop.seller.pk, "desk"):
        return announcement_change(
            announcement_id=row.pk, draft=draft, actor=DENIZ, now=NOW, is_small=is_small
        )


# -- audiences -------------------------------------------------------------------------------


def test_each_audience_reads_its_own(shop: Shop) -> None:
    announce(shop, wording=Wording("Herkese", "x"))
    announce(shop, wording=Wording("Platforma", "x"), audience="platform",
             platform_id=shop.platform.pk)  # fmt: skip
    announce(shop, wording=Wording("Hizmete", "x"), audience="product",
             product_id=shop.product.pk)  # fmt: skip
    announce(shop, wording=Wording("Ayşe'ye", "x"), audience="account",
             only_buyer_id=shop.ayse.pk)  # fmt: skip

    assert sorted(read(reader_at(shop.ceren, shop))) == ["Herkese"]
    assert sorted(read(reader_at(shop.ayse, shop))) == ["Ayşe'ye", "Herkese"]
    on_platform = reader_at(shop.ceren, shop, platforms=(shop.platform.pk,))
    assert sorted(read(on_platform)) == ["Herkese", "Platforma"]
    with_product = reader_at(shop.ceren, shop, products=(shop.product.pk,))
    assert sorted(read(with_product)) == ["Herkese", "Hizmete"]


def test_who_does_not_buy_from_the_seller_reads_nothing(shop: Shop) -> None:
    announce(shop)

    assert read(reader_at(shop.ceren, shop, sellers=())) == []
    assert read(reader_at(shop.ceren, shop, sellers=(open_shop("Başka").seller.pk,))) == []


def test_words_for_one_account_are_hidden_from_others_by_the_database(shop: Shop) -> None:
    row = announce(shop, audience="account", only_buyer_id=shop.ayse.pk)
    forged = reader_at(shop.ceren, shop, account_id=shop.ayse.pk)

    with acting_as(shop.ceren.pk, "panel"):
        assert list(announcements_for(forged, now=NOW)) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM content_announcement WHERE id = %s", [row.pk])
            assert cursor.fetchone() == (0,)


def test_roles_narrow_the_audience(shop: Shop) -> None:
    announce(shop, roles=("admin", "manager"))

    assert read(reader_at(shop.ayse, shop, role="admin")) == ["Bakım"]
    assert read(reader_at(shop.ayse, shop, role="viewer")) == []


def test_it_is_read_in_its_period_alone(shop: Shop) -> None:
    announce(shop, starts_at=NOW, ends_at=NOW + timedelta(days=1))
    reader = reader_at(shop.ayse, shop)

    minute = timedelta(minutes=1)
    seen = [read(reader, NOW + step) for step in (-minute, minute, timedelta(days=1))]

    assert seen == [[], ["Bakım"], []]


def test_drafts_and_withdrawn_ones_are_not_read(shop: Shop) -> None:
    row, reader = announce(shop), reader_at(shop.ayse, shop)

    with acting_as(shop.seller.pk, "desk"):
        announcement_withdraw(announcement_id=row.pk, actor=DENIZ, now=NOW)
        assert announcements_of(shop.seller.pk) == [row]

    assert read(reader) == []


def test_another_seller_cannot_reach_it(shop: Shop) -> None:
    row, other = announce(shop), open_shop("Başka")

    with acting_as(other.seller.pk, "desk"):
        assert announcements_of(shop.seller.pk) == []
        with pytest.raises(NotFound):
            get_announcement(shop.seller.pk, row.public_id)
        with pytest.raises(NotFound):
            announcement_withdraw(announcement_id=row.pk, actor=DENIZ, now=NOW)


# -- put away --------------------------------------------------------------------------------


def test_it_is_put_away_for_oneself_alone(shop: Shop) -> None:
    row = announce(shop)
    ayse, bora = reader_at(shop.ayse, shop), reader_at(shop.ayse, shop)

    dismiss(ayse, row)
    dismiss(ayse, row)

    assert (pinned(ayse), pinned(bora), read(ayse)) == ([], ["Bakım"], ["Bakım"])
    with acting_as_system("test"):
        assert readers_of(row) == 1


def test_a_changed_one_comes_back_and_a_small_correction_does_not(shop: Shop) -> None:
    row, ayse = announce(shop), reader_at(shop.ayse, shop)
    dismiss(ayse, row)

    assert reword(shop, row, "Pazar gecesi!", is_small=True).revision == 1
    assert pinned(ayse) == []

    assert reword(shop, row, "Cumartesi gecesi.").revision == 2
    assert pinned(ayse) == ["Bakım"]
    dismiss(ayse, row)
    assert pinned(ayse) == []
    assert reword(shop, row, "Cumartesi gecesi.").revision == 2


def test_an_unpinned_one_stands_in_the_list_only(shop: Shop) -> None:
    announce(shop, is_pinned=False)
    reader = reader_at(shop.ayse, shop)

    assert (pinned(reader), read(reader)) == ([], ["Bakım"])


def test_nobody_puts_away_what_is_not_for_them(shop: Shop) -> None:
    row = announce(shop, audience="account", only_buyer_id=shop.ayse.pk)
    ceren = reader_at(shop.ceren, shop)

    with pytest.raises(NotFound):
        dismiss(ceren, row)
    with acting_as_system("test"):
        assert not Dismissal.objects.exists()


# -- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"audience": "platform"}, AudienceUnclear),
        ({"audience": "account"}, AudienceUnclear),
        ({"audience": "nobody"}, AudienceUnclear),
        ({"audience": "everybody", "product_id": 1}, AudienceUnclear),
        ({"ends_at": NOW}, PeriodBackwards),
        ({"wording": Wording("", "x")}, NothingWritten),
    ],
)
def test_what_is_unclear_is_refused(
    shop: Shop, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        announce(shop, **changes)
    with acting_as_system("test"):
        assert not Announcement.objects.exists()


def test_the_database_refuses_an_audience_of_nothing(shop: Shop) -> None:
    row = announce(shop)

    with acting_as(shop.seller.pk, "desk"), pytest.raises(IntegrityError), transaction.atomic():
        Announcement.objects.filter(pk=row.pk).update(audience="product")
