"""Announcements and news reach their readers: by bell and mail, in batches, each version once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from tests import factories
from tests.factories import DENIZ, NOW
from vezne.accounts.models import Account, Role, User
from vezne.catalog.models import PlanVersion
from vezne.content.models import Announcement, Article
from vezne.content.services import (
    announcement_add,
    announcement_change,
    announcement_publish,
    announcement_withdraw,
    article_add,
    article_come_out,
    article_schedule,
)
from vezne.content.types import AnnouncementDraft, ArticleDraft, Wording
from vezne.core.models import OutboxEvent
from vezne.core.scope import acting_as, acting_as_system
from vezne.flows import announcing
from vezne.flows.announcing import articles_put_out, telling_bring_on, tellings_begin
from vezne.ledger.services import current_account_open
from vezne.notify.models import Broadcast, BroadcastReader, ConsentSource, Delivery, Notification
from vezne.notify.services import consent_record, wishes_set

WORDING = Wording("Planlı bakım", "Cumartesi **kısa** kesinti.", "Maintenance", "A short stop.")


@dataclass(frozen=True, slots=True)
class Shop:
    seller: Account
    buyer: Account
    plan: PlanVersion


@pytest.fixture
def shop(db: None) -> Shop:
    seller, buyer = factories.make_seller(), factories.make_buyer()
    plan = factories.make_plan(factories.make_product(factories.make_platform(seller)))
    _trade(seller, buyer)
    return Shop(seller, buyer, plan)


def _trade(seller: Account, buyer: Account) -> None:
    with acting_as_system("test"):
        current_account_open(seller_id=seller.pk, buyer_id=buyer.pk, now=NOW)


def member(account: Account, role: str = Role.ADMIN) -> User:
    return factories.make_member(account, role)


def announce(shop: Shop, **changes: Any) -> Announcement:
    draft = AnnouncementDraft(WORDING, NOW, **changes)
    with acting_as(shop.seller.pk, "desk"):
        row = announcement_add(seller_id=shop.seller.pk, draft=draft, actor=DENIZ, now=NOW)
        return announcement_publish(announcement_id=row.pk, actor=DENIZ, now=NOW)


def tell_all(now: Any = NOW) -> int:
    """As tick and worker do it; how many batches."""
    tellings_begin(now=now)
    steps = 0
    with acting_as_system("test"):
        open_ids = list(Broadcast.objects.filter(ended_at=None).values_list("pk", flat=True))
    for pk in open_ids:
        steps += 1
        while telling_bring_on(broadcast_id=pk, now=now):
            steps += 1
    return steps


def bells(user: User) -> list[str]:
    with acting_as_system("test"):
        rows = Notification.objects.filter(user=user, kind__regex="^(announcement|news|offer)")
        return list(rows.order_by("pk").values_list("title", flat=True))


def mails(user: User) -> list[str]:
    with acting_as_system("test"):
        rows = Delivery.objects.filter(
            user=user, channel="mail", kind__regex="^(announcement|news|offer)"
        )
        return list(rows.order_by("pk").values_list("title", flat=True))


def test_everybody_it_is_for_hears_it_once_in_their_language(shop: Shop) -> None:
    ayse, john = member(shop.buyer), member(shop.buyer, Role.VIEWER)
    User.objects.filter(pk=john.pk).update(language="en")
    ceren = member(factories.make_buyer("Gölge Optik"))  # buys from nobody here

    announce(shop)
    assert tell_all() == 1
    assert tell_all() == 0

    assert bells(ayse) == mails(ayse) == ["Duyuru: Planlı bakım"]
    assert bells(john) == ["Announcement: Maintenance"]
    assert bells(ceren) == mails(ceren) == []
    with acting_as_system("test"):
        body = Notification.objects.get(user=ayse, kind="announcement.published").body
        assert body == "Cumartesi kısa kesinti."  # without the signs of Markdown
        row = Broadcast.objects.get()
        assert (row.told, row.ended_at, BroadcastReader.objects.count()) == (2, NOW, 0)
        assert OutboxEvent.objects.filter(kind="announcement.published").count() == 1


def test_changed_words_are_told_again_and_small_corrections_are_not(shop: Shop) -> None:
    ayse = member(shop.buyer)
    row = announce(shop)
    tell_all()
    for body, is_small in (("Pazar günü.", False), ("Pazar günü!", True)):
        draft = AnnouncementDraft(Wording("Planlı bakım", body), NOW)
        with acting_as(shop.seller.pk, "desk"):
            announcement_change(
                announcement_id=row.pk, draft=draft, actor=DENIZ, now=NOW, is_small=is_small
            )
        tell_all()

    assert bells(ayse) == ["Duyuru: Planlı bakım", "Duyuru güncellendi: Planlı bakım"]


def test_it_waits_for_its_beginning_and_a_withdrawn_one_is_silent(shop: Shop) -> None:
    ayse = member(shop.buyer)
    later = NOW + timedelta(days=1)
    draft = AnnouncementDraft(WORDING, later)
    with acting_as(shop.seller.pk, "desk"):
        row = announcement_add(seller_id=shop.seller.pk, draft=draft, actor=DENIZ, now=NOW)
        announcement_publish(announcement_id=row.pk, actor=DENIZ, now=NOW)
    tell_all()
    assert bells(ayse) == []
    with acting_as(shop.seller.pk, "desk"):
        announcement_withdraw(announcement_id=row.pk, actor=DENIZ, now=NOW)
    tell_all(later)
    assert bells(ayse) == []
    with acting_as(shop.seller.pk, "desk"):
        announcement_publish(announcement_id=row.pk, actor=DENIZ, now=later)
    tell_all(later)
    assert bells(ayse) == ["Duyuru: Planlı bakım"]


def test_who_does_not_want_the_mail_has_the_bell_alone_and_roles_narrow_it(shop: Shop) -> None:
    ayse, bora = member(shop.buyer), member(shop.buyer, Role.VIEWER)
    with acting_as(shop.buyer.pk, "panel"):
        wishes_set(
            account_id=shop.buyer.pk, user_id=ayse.pk, wishes={("group:news", "mail"): False},
            actor=DENIZ, now=NOW,
        )  # fmt: skip
    announce(shop, roles=(Role.ADMIN.value,))
    tell_all()

    assert (len(bells(ayse)), len(mails(ayse))) == (1, 0)
    assert bells(bora) == []


def test_a_silent_one_tells_nobody(shop: Shop) -> None:
    ayse = member(shop.buyer)
    announce(shop, tells=False)
    assert tell_all() == 0
    assert bells(ayse) == []


def test_an_audience_of_a_platform_is_told_and_nobody_else(shop: Shop) -> None:
    ayse, bora = member(shop.buyer), member(_another_buyer(shop))
    factories.order_plan(shop.buyer, shop.plan)
    announce(shop, audience="platform", platform_id=shop.plan.plan.product.platform_id)
    tell_all()

    assert (len(bells(ayse)), len(bells(bora))) == (1, 0)


def _another_buyer(shop: Shop, name: str = "Lale Mobilya") -> Account:
    account = factories.make_buyer(name)
    _trade(shop.seller, account)
    return account


def test_batches_are_bounded_and_a_person_of_two_firms_hears_it_once(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcing, "BUYERS_AT_ONCE", 2)
    ayse = member(shop.buyer)
    others = [_another_buyer(shop, f"Firma {number}") for number in range(4)]
    factories.seat_user(ayse, others[-1])  # in another batch
    people = [member(account) for account in others]
    announce(shop)

    assert tell_all() == 3
    assert [len(bells(user)) for user in (ayse, *people)] == [1] * 5
    assert len(mails(ayse)) == 1


def test_a_batch_that_broke_off_is_told_again_whole_or_not_at_all(shop: Shop) -> None:
    ayse = member(shop.buyer)
    announce(shop)
    tellings_begin(now=NOW)
    with acting_as_system("test"):
        pk = Broadcast.objects.get().pk
    telling_bring_on(broadcast_id=pk, now=NOW)
    assert telling_bring_on(broadcast_id=pk, now=NOW) is False  # the job that came twice
    assert len(bells(ayse)) == 1


def news(shop: Shop, kind: str = "offer") -> Article:
    draft = ArticleDraft(kind, Wording("Şubat indirimi", "Yüzde yirmi."), tells=True)
    with acting_as(shop.seller.pk, "desk"):
        return article_add(seller_id=shop.seller.pk, draft=draft, actor=DENIZ, now=NOW)


def test_news_come_out_at_their_instant_and_mails_go_by_consent_alone(shop: Shop) -> None:
    ayse, bora = member(shop.buyer), member(shop.buyer)
    with acting_as_system("test"):
        consent_record(
            account_id=shop.buyer.pk, seller_id=shop.seller.pk, user_id=ayse.pk, is_given=True,
            source=ConsentSource.SETTINGS, ip=None, now=NOW,
        )  # fmt: skip
    row, later = news(shop), NOW + timedelta(hours=3)
    with acting_as(shop.seller.pk, "desk"):
        article_schedule(article_id=row.pk, publish_at=later, actor=DENIZ, now=NOW)
    assert articles_put_out(now=NOW) == 0
    assert articles_put_out(now=later) == 1
    assert articles_put_out(now=later) == 0
    tell_all(later)

    assert bells(ayse) == bells(bora) == mails(ayse) == ["Kampanya: Şubat indirimi"]
    assert mails(bora) == []
    with acting_as_system("test"):
        sent = Delivery.objects.get(user=ayse, kind="offer.published")
        assert "6563" in sent.text
        assert sent.may_stop
        assert Article.objects.get(pk=row.pk).published_at == later


def test_switched_off_before_its_beginning_it_tells_nobody(shop: Shop) -> None:
    ayse, later = member(shop.buyer), NOW + timedelta(days=1)
    draft = AnnouncementDraft(WORDING, later)
    with acting_as(shop.seller.pk, "desk"):
        row = announcement_add(seller_id=shop.seller.pk, draft=draft, actor=DENIZ, now=NOW)
        announcement_publish(announcement_id=row.pk, actor=DENIZ, now=NOW)
        silent = replace(draft, tells=False)
        announcement_change(announcement_id=row.pk, draft=silent, actor=DENIZ, now=NOW)

    assert tell_all(later) == 0
    assert bells(ayse) == []


def test_words_that_nobody_heard_are_not_told_as_changed(shop: Shop) -> None:
    ayse, later = member(shop.buyer), NOW + timedelta(days=1)
    with acting_as(shop.seller.pk, "desk"):
        row = announcement_add(
            seller_id=shop.seller.pk, draft=AnnouncementDraft(WORDING, later), actor=DENIZ, now=NOW
        )
        announcement_publish(announcement_id=row.pk, actor=DENIZ, now=NOW)
        draft = AnnouncementDraft(Wording("Planlı bakım", "Pazar günü."), later)
        announcement_change(announcement_id=row.pk, draft=draft, actor=DENIZ, now=NOW)

    tell_all(later)

    assert bells(ayse) == ["Duyuru: Planlı bakım"]


def test_what_is_over_is_told_to_nobody_more(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "BUYERS_AT_ONCE", 1)
    ayse, bora = member(shop.buyer), member(_another_buyer(shop))
    announce(shop, ends_at=NOW + timedelta(hours=1))
    tellings_begin(now=NOW)
    with acting_as_system("test"):
        pk = Broadcast.objects.get().pk
    assert telling_bring_on(broadcast_id=pk, now=NOW) is True

    assert telling_bring_on(broadcast_id=pk, now=NOW + timedelta(hours=1)) is False

    assert (len(bells(ayse)), bells(bora)) == (1, [])


def test_news_whose_instant_was_taken_back_do_not_come_out(shop: Shop) -> None:
    row, later = news(shop), NOW + timedelta(hours=3)
    asked: dict[str, Any] = {"article_id": row.pk, "now": NOW, "actor": DENIZ}
    with acting_as(shop.seller.pk, "desk"):
        article_schedule(publish_at=later, **asked)
        article_schedule(publish_at=None, **asked)  # after the clock has seen that it is due

    with acting_as_system("test"):
        assert article_come_out(article_id=row.pk, now=later) is False
        assert Article.objects.get(pk=row.pk).state == "draft"
