"""Coupons in the database: made, changed, checked, spent once, given back."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from vezne.catalog import queries
from vezne.catalog.errors import (
    CouponAlreadySpent,
    CouponAlreadyUsed,
    CouponCodeTaken,
    CouponRefused,
    CouponUnknown,
    CouponUsedUp,
    TermsNotAllowed,
)
from vezne.catalog.models import Coupon, CouponUse
from vezne.catalog.services import coupon_add, coupon_change, coupon_redeem, coupon_release
from vezne.catalog.tests.shop import DENIZ, NOW, Shop, open_shop
from vezne.catalog.types import CouponTerms, Purchase, PurchaseItem
from vezne.core.errors import NotFound
from vezne.core.scope import acting_as, acting_as_system

BOUGHT = Purchase(currency="TRY", items=(PurchaseItem(None, 100_00),))


def used_count(coupon: Coupon) -> int:
    with acting_as_system("test"):
        return Coupon.objects.get(pk=coupon.pk).used_count


def redeem(coupon: Coupon, buyer_id: int, subject: str) -> CouponUse:
    with acting_as(buyer_id, "panel"):
        return coupon_redeem(
            coupon_id=coupon.pk, buyer_id=buyer_id, subject=subject, purchase=BOUGHT, now=NOW
        )


def test_a_buyer_spends_a_coupon_from_the_panel(shop: Shop) -> None:
    coupon = shop.coupon("Hoş geldin")

    with acting_as(shop.ayse.pk, "panel"):
        quote = queries.coupon_check(
            seller_id=shop.seller.pk,
            buyer_id=shop.ayse.pk,
            code="hosgeldin",
            purchase=BOUGHT,
            now=NOW,
        )
        use = redeem(coupon, shop.ayse.pk, "inv_1")
        assert queries.find_coupon_use("inv_1") == use

    assert (quote.code, quote.discount_minor, quote.product_id) == ("HOSGELDIN", 10_00, None)
    assert (use.discount_minor, use.seller_id, use.released_at) == (10_00, shop.seller.pk, None)
    assert used_count(coupon) == 1


def test_the_same_invoice_spends_it_once(shop: Shop) -> None:
    coupon = shop.coupon()

    assert redeem(coupon, shop.ayse.pk, "inv_1") == redeem(coupon, shop.ayse.pk, "inv_1")
    assert used_count(coupon) == 1


def test_once_per_account_is_once_over_all_invoices(shop: Shop) -> None:
    coupon = shop.coupon()
    redeem(coupon, shop.ayse.pk, "inv_1")

    with pytest.raises(CouponAlreadyUsed):
        redeem(coupon, shop.ayse.pk, "inv_2")
    redeem(coupon, shop.ceren.pk, "inv_3")
    with acting_as(shop.ayse.pk, "panel"):
        ask = {"seller_id": shop.seller.pk, "buyer_id": shop.ayse.pk, "code": "BAHAR"}
        with pytest.raises(CouponAlreadyUsed):
            queries.coupon_check(**ask, purchase=BOUGHT, now=NOW)
        same = queries.coupon_check(**ask, purchase=BOUGHT, now=NOW, subject="inv_1")

    assert same.discount_minor == 10_00
    assert used_count(coupon) == 2


def test_a_use_given_back_can_be_spent_again(shop: Shop) -> None:
    coupon = shop.coupon(max_uses=1)
    redeem(coupon, shop.ayse.pk, "inv_1")

    with acting_as(shop.ayse.pk, "panel"):
        released = coupon_release(subject="inv_1", now=NOW)
        assert coupon_release(subject="inv_1", now=NOW) is None

    assert released is not None
    assert used_count(coupon) == 0
    redeem(coupon, shop.ayse.pk, "inv_1")
    assert used_count(coupon) == 1


def test_another_sellers_code_is_unknown(shop: Shop) -> None:
    shop.coupon("BAHAR")
    other = open_shop("Başka")

    with acting_as(other.ayse.pk, "panel"), pytest.raises(CouponUnknown):
        queries.coupon_check(
            seller_id=other.seller.pk,
            buyer_id=other.ayse.pk,
            code="BAHAR",
            purchase=BOUGHT,
            now=NOW,
        )


def test_a_buyer_cannot_write_the_sellers_coupon_past_the_services(shop: Shop) -> None:
    coupon = shop.coupon()

    with acting_as(shop.ayse.pk, "panel"), connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_coupon SET value = 10000")
        assert cursor.rowcount == 0
    with acting_as(shop.ceren.pk, "panel"):
        assert queries.has_used(coupon.pk, shop.ayse.pk) is False


@pytest.mark.parametrize(
    "terms",
    [
        {"code": "ab"},
        {"kind": "gift"},
        {"value": 0},
        {"value": 10_001},
        {"kind": "fixed", "currency": "BTC"},
        {"max_uses": 0},
        {"ends_at": NOW},
    ],
)
def test_a_coupon_out_of_bounds_is_refused(shop: Shop, terms: dict[str, object]) -> None:
    with pytest.raises(TermsNotAllowed):
        shop.coupon(**terms)


def test_a_coupon_for_a_foreign_product_is_refused(shop: Shop) -> None:
    other = open_shop("Başka")

    with pytest.raises(NotFound):
        shop.coupon(product_id=other.product.pk)
    assert shop.coupon(product_id=shop.product.pk).product_id == shop.product.pk


def change(shop: Shop, coupon: Coupon, **terms: object) -> Coupon:
    fields = {"code": coupon.code, "kind": "percent", "value": 1000, "starts_at": NOW} | terms
    with acting_as(shop.seller.pk, "desk"):
        return coupon_change(coupon_id=coupon.pk, terms=CouponTerms(**fields), actor=DENIZ, now=NOW)


def test_a_spent_coupon_keeps_what_it_gives(shop: Shop) -> None:
    coupon = shop.coupon(once_per_account=False)
    redeem(coupon, shop.ayse.pk, "inv_1")
    redeem(coupon, shop.ayse.pk, "inv_2")

    with pytest.raises(CouponAlreadySpent):
        change(shop, coupon, value=2000)
    with pytest.raises(CouponAlreadySpent):
        change(shop, coupon, max_uses=1)
    assert change(shop, coupon, max_uses=2, ends_at=NOW + timedelta(days=1)).max_uses == 2
    assert change(shop, coupon, max_uses=2, ends_at=NOW + timedelta(days=1)).value == 1000


def test_codes_are_unique_within_a_seller(shop: Shop) -> None:
    first = shop.coupon("BAHAR")
    second = shop.coupon("YAZ")

    with pytest.raises(CouponCodeTaken):
        shop.coupon("bahar")
    with pytest.raises(CouponCodeTaken):
        change(shop, second, code="BAHAR")
    with acting_as(shop.seller.pk, "desk"):
        assert list(queries.coupons_for(shop.seller.pk)) == [second, first]
        assert queries.get_coupon(shop.seller.pk, first.public_id) == first


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_the_last_use_is_given_once_to_many_who_ask_at_once() -> None:
    shop = open_shop()
    coupon = shop.coupon(max_uses=1, once_per_account=False)
    outcomes: list[str] = []
    gate = threading.Barrier(6)

    def ask(number: int) -> None:
        gate.wait()
        try:
            redeem(coupon, shop.ayse.pk, f"inv_{number}")
            outcomes.append("given")
        except CouponRefused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [CouponUsedUp.code] * 5 + ["given"]
    assert used_count(coupon) == 1


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_a_use_is_given_back_once_by_two_who_ask_at_once() -> None:
    shop = open_shop()
    coupon = shop.coupon(once_per_account=False)
    redeem(coupon, shop.ayse.pk, "inv_1")
    redeem(coupon, shop.ayse.pk, "inv_2")
    released: list[bool] = []
    gate = threading.Barrier(4)

    def give_back() -> None:
        gate.wait()
        with acting_as(shop.ayse.pk, "panel"):
            released.append(coupon_release(subject="inv_1", now=NOW) is not None)
        connection.close()

    threads = [threading.Thread(target=give_back) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(released) == [False, False, False, True]
    assert used_count(coupon) == 1


def test_a_code_may_not_be_added_twice_by_hand(shop: Shop) -> None:
    shop.coupon("KIS")
    terms = CouponTerms(code="kış", kind="fixed", value=5_00, currency="TRY", starts_at=NOW)
    with acting_as(shop.seller.pk, "desk"), pytest.raises(CouponCodeTaken):
        coupon_add(seller_id=shop.seller.pk, terms=terms, actor=DENIZ, now=NOW)
