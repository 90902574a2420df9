"""Plans and packs: terms, versions that never change, what is on offer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from vezne.catalog import queries
from vezne.catalog.errors import NameTaken, NotForSale, TermsNotAllowed
from vezne.catalog.models import PlanVersion
from vezne.catalog.services import (
    pack_add,
    pack_change,
    pack_price_set,
    plan_add,
    plan_change,
    plan_price_set,
    platform_add,
    platform_change,
    product_add,
    product_change,
)
from vezne.catalog.tests.shop import DENIZ, MONTHLY, NOW, PACK, Shop, open_shop
from vezne.catalog.types import (
    PackPrice,
    PackTerms,
    PlanPrice,
    PlanTerms,
    PlatformTerms,
    ProductTerms,
)
from vezne.core.errors import NotFound
from vezne.core.models import AuditEntry
from vezne.core.scope import acting_as, acting_as_system


def test_a_new_price_is_a_new_version_and_the_sold_one_stays(shop: Shop) -> None:
    with acting_as(shop.seller.pk, "desk"):
        dearer = plan_price_set(
            plan_id=shop.plan.pk, price=replace(MONTHLY, price_minor=120_00), actor=DENIZ, now=NOW
        )

    assert (dearer.number, dearer.price_minor) == (2, 120_00)
    assert queries.current_version(shop.plan.pk) == dearer
    assert queries.get_plan_version(shop.version.pk).price_minor == 100_00
    assert [v.number for v in queries.plan_versions_of(shop.plan.pk)] == [2, 1]


def test_the_same_price_again_makes_no_version(shop: Shop) -> None:
    with acting_as(shop.seller.pk, "desk"):
        again = plan_price_set(plan_id=shop.plan.pk, price=MONTHLY, actor=DENIZ, now=NOW)
        pack_again = pack_price_set(pack_id=shop.pack.pk, price=PACK, actor=DENIZ, now=NOW)

    assert (again, pack_again) == (shop.version, shop.pack_version)


def test_what_was_sold_keeps_its_taxes_and_the_next_price_takes_the_new_ones(shop: Shop) -> None:
    terms = ProductTerms(
        name="İnternet",
        credit_unit=shop.product.credit_unit,
        oiv_rate_bp=1000,
        withholding_code="616",
    )
    with acting_as(shop.seller.pk, "desk"):
        product_change(product_id=shop.product.pk, terms=terms, actor=DENIZ, now=NOW)
        again = plan_price_set(plan_id=shop.plan.pk, price=MONTHLY, actor=DENIZ, now=NOW)
        pack = pack_price_set(pack_id=shop.pack.pk, price=PACK, actor=DENIZ, now=NOW)
        free = replace(MONTHLY, kdv_rate_bp=0)
        exempt = plan_price_set(plan_id=shop.plan.pk, price=free, actor=DENIZ, now=NOW)

    for new in (again, pack):
        assert (new.number, new.oiv_rate_bp, new.withholding_code) == (2, 1000, "616")
    assert (exempt.oiv_rate_bp, exempt.withholding_code) == (1000, "")
    sold = queries.get_plan_version(shop.version.pk)
    assert (sold.oiv_rate_bp, sold.withholding_code, sold.exemption_code) == (0, "", "")


@pytest.mark.parametrize(
    "taxes",
    [
        {"oiv_rate_bp": 750},
        {"withholding_code": "999"},
        {"withholding_code": "602", "kdv_rate_bp": 0},
        {"exemption_code": "302"},
        {"exemption_code": "999", "kdv_rate_bp": 0},
    ],
)
def test_taxes_that_the_law_does_not_know_are_refused(shop: Shop, taxes: dict[str, object]) -> None:
    terms = ProductTerms(name="İnternet", credit_unit=shop.product.credit_unit, **taxes)

    with acting_as(shop.seller.pk, "desk"), pytest.raises(TermsNotAllowed):
        product_change(product_id=shop.product.pk, terms=terms, actor=DENIZ, now=NOW)


def test_a_new_kdv_rate_of_the_product_counts_from_the_next_price_on(shop: Shop) -> None:
    terms = ProductTerms(name="WhatsApp", credit_unit="WP_MESAJ", kdv_rate_bp=1000)
    with acting_as(shop.seller.pk, "desk"):
        product_change(product_id=shop.product.pk, terms=terms, actor=DENIZ, now=NOW)
        version = plan_price_set(plan_id=shop.plan.pk, price=MONTHLY, actor=DENIZ, now=NOW)

    assert (shop.version.kdv_rate_bp, version.kdv_rate_bp) == (2000, 1000)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE catalog_planversion SET price_minor = 1",
        "DELETE FROM catalog_planversion",
        "UPDATE catalog_packversion SET quantity = 1",
        "DELETE FROM catalog_packversion",
    ],
)
def test_the_database_refuses_to_change_a_version(shop: Shop, statement: str) -> None:
    with (
        acting_as_system("test"),
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        {"price_minor": -1},
        {"currency": "BTC"},
        {"kdv_rate_bp": 10_001},
        {"period_unit": "week"},
        {"period_count": 0},
        {"trial_days": -1},
        {"grace_days": -1},
        {"included_credits": -1},
    ],
)
def test_a_plan_price_out_of_bounds_is_refused(shop: Shop, change: dict[str, object]) -> None:
    price = replace(MONTHLY, **change)
    with acting_as(shop.seller.pk, "desk"), pytest.raises(TermsNotAllowed) as refusal:
        plan_price_set(plan_id=shop.plan.pk, price=price, actor=DENIZ, now=NOW)

    assert "Girilen koşullar" in str(refusal.value)
    assert PlanVersion.objects.count() == 1


@pytest.mark.parametrize(
    "change", [{"quantity": 0}, {"validity_days": 0}, {"price_minor": -1}, {"currency": ""}]
)
def test_a_pack_price_out_of_bounds_is_refused(shop: Shop, change: dict[str, object]) -> None:
    price: PackPrice = replace(PACK, **change)
    with acting_as(shop.seller.pk, "desk"), pytest.raises(TermsNotAllowed):
        pack_price_set(pack_id=shop.pack.pk, price=price, actor=DENIZ, now=NOW)


def test_a_trial_is_free_and_stays_a_trial(shop: Shop) -> None:
    free = PlanPrice(price_minor=0, currency="TRY", period_unit="day", period_count=30)
    with acting_as(shop.seller.pk, "desk"):
        trial = plan_add(
            product_id=shop.product.pk,
            terms=PlanTerms(name="Deneme", is_trial=True),
            actor=DENIZ,
            now=NOW,
        )
        with pytest.raises(TermsNotAllowed):
            plan_price_set(plan_id=trial.pk, price=MONTHLY, actor=DENIZ, now=NOW)
        plan_price_set(plan_id=trial.pk, price=free, actor=DENIZ, now=NOW)
        with pytest.raises(TermsNotAllowed):
            plan_change(plan_id=trial.pk, terms=PlanTerms(name="Deneme"), actor=DENIZ, now=NOW)


@pytest.mark.parametrize(
    "terms",
    [
        ProductTerms(name=" "),
        ProductTerms(name="A", entitlement_keys=("Büyük",)),
        ProductTerms(name="A", entitlement_keys=("a", "a")),
        ProductTerms(name="A", credit_unit="mesaj"),
        ProductTerms(name="A", kdv_rate_bp=10_001),
        ProductTerms(name="A", max_instalments=13),
    ],
)
def test_a_product_out_of_bounds_is_refused(shop: Shop, terms: ProductTerms) -> None:
    with acting_as(shop.seller.pk, "desk"), pytest.raises(TermsNotAllowed):
        product_add(platform_id=shop.platform.pk, terms=terms, actor=DENIZ, now=NOW)


def test_a_credit_unit_stays_once_packs_count_in_it(shop: Shop) -> None:
    terms = ProductTerms(name="WhatsApp", credit_unit="SMS")
    with acting_as(shop.seller.pk, "desk"), pytest.raises(TermsNotAllowed):
        product_change(product_id=shop.product.pk, terms=terms, actor=DENIZ, now=NOW)


def test_a_pack_needs_a_product_that_counts(shop: Shop) -> None:
    with acting_as(shop.seller.pk, "desk"):
        plain = product_add(
            platform_id=shop.platform.pk, terms=ProductTerms(name="Site"), actor=DENIZ, now=NOW
        )
        with pytest.raises(TermsNotAllowed):
            pack_add(product_id=plain.pk, terms=PackTerms(name="100"), actor=DENIZ, now=NOW)


def test_platform_names_are_unique_within_a_seller(shop: Shop) -> None:
    with acting_as(shop.seller.pk, "desk"):
        other = platform_add(
            seller_id=shop.seller.pk, terms=PlatformTerms(name="Site"), actor=DENIZ, now=NOW
        )
        with pytest.raises(NameTaken):
            platform_change(
                platform_id=other.pk, terms=PlatformTerms(name="HeloMesaj"), actor=DENIZ, now=NOW
            )
        with pytest.raises(NameTaken):
            platform_add(
                seller_id=shop.seller.pk,
                terms=PlatformTerms(name="HeloMesaj"),
                actor=DENIZ,
                now=NOW,
            )
    assert open_shop("Başka").platform.name == "HeloMesaj"


def test_a_change_is_logged_with_before_and_after_and_no_change_is_not(shop: Shop) -> None:
    terms = PlatformTerms(name="HeloMesaj", url="https://mesaj.example")
    with acting_as(shop.seller.pk, "desk"):
        for _time in range(2):
            platform_change(platform_id=shop.platform.pk, terms=terms, actor=DENIZ, now=NOW)
        entries = list(AuditEntry.objects.filter(action="platform.changed"))

    assert [entry.details for entry in entries] == [{"url": ["", "https://mesaj.example"]}]


def test_offers_are_what_is_active_and_priced_in_two_queries(shop: Shop) -> None:
    with acting_as(shop.seller.pk, "desk"):
        plan_add(product_id=shop.product.pk, terms=PlanTerms(name="Fiyatsız"), actor=DENIZ, now=NOW)
        hidden = plan_add(
            product_id=shop.product.pk, terms=PlanTerms(name="Eski"), actor=DENIZ, now=NOW
        )
        version = plan_price_set(plan_id=hidden.pk, price=MONTHLY, actor=DENIZ, now=NOW)
        off = PlanTerms(name="Eski", is_active=False)
        plan_change(plan_id=hidden.pk, terms=off, actor=DENIZ, now=NOW)

    with (
        acting_as(shop.ayse.pk, "panel"),
        CaptureQueriesContext(
            connection,
        ) as captured,
    ):
        [offers] = queries.offers_for(shop.seller.pk)

    assert offers.product.platform == shop.platform
    assert offers.plans == (shop.version,)
    assert offers.packs == (shop.pack_version,)
    assert len(captured) == 2
    assert queries.is_offered(queries.get_plan_version(shop.version.pk))
    assert queries.is_offered(queries.get_pack_version(shop.pack_version.pk))
    assert not queries.is_offered(queries.get_plan_version(version.pk))


def test_a_switched_off_pack_is_off_the_offers(shop: Shop) -> None:
    terms = PackTerms(name="1.000 mesaj", is_active=False)
    with acting_as(shop.seller.pk, "desk"):
        pack_change(pack_id=shop.pack.pk, terms=terms, actor=DENIZ, now=NOW)

    [offers] = queries.offers_for(shop.seller.pk)
    assert offers.packs == ()
    assert [v.number for v in queries.pack_versions_of(shop.pack.pk)] == [1]


def test_the_desk_sees_the_whole_tree(shop: Shop) -> None:
    with acting_as(shop.seller.pk, "desk"):
        plan = plan_add(
            product_id=shop.product.pk, terms=PlanTerms(name="Fiyatsız"), actor=DENIZ, now=NOW
        )
        with CaptureQueriesContext(connection) as captured:
            [platform] = queries.catalogue_tree(shop.seller.pk)

    [product] = platform.products
    assert [(row.plan, row.version) for row in product.plans] == [
        (shop.plan, shop.version),
        (plan, None),
    ]
    assert [(row.pack, row.version) for row in product.packs] == [(shop.pack, shop.pack_version)]
    assert len(captured) == 6
    with pytest.raises(NotForSale):
        queries.current_version(plan.pk)


def test_single_rows_are_found_within_their_seller_only(shop: Shop) -> None:
    other = open_shop("Başka")

    assert queries.get_platform(shop.seller.pk, shop.platform.public_id) == shop.platform
    assert queries.get_product(shop.seller.pk, shop.product.public_id) == shop.product
    assert queries.get_plan(shop.seller.pk, shop.plan.public_id) == shop.plan
    assert queries.get_pack(shop.seller.pk, shop.pack.public_id) == shop.pack
    assert queries.current_pack_version(shop.pack.pk) == shop.pack_version
    assert queries.find_plan_version(shop.version.public_id) == shop.version
    assert queries.find_pack_version(shop.pack_version.public_id) == shop.pack_version
    with pytest.raises(NotFound):
        queries.get_plan(other.seller.pk, shop.plan.public_id)
    for absent in (queries.get_plan_version, queries.get_pack_version):
        with pytest.raises(NotFound):
            absent(0)


def test_another_sellers_desk_changes_nothing(shop: Shop) -> None:
    other = open_shop("Başka")

    with acting_as(other.seller.pk, "desk"), pytest.raises(NotFound):
        plan_price_set(
            plan_id=shop.plan.pk, price=replace(MONTHLY, price_minor=1), actor=DENIZ, now=NOW
        )
    with acting_as(shop.ayse.pk, "panel"), pytest.raises(NotFound):
        plan_change(plan_id=shop.plan.pk, terms=PlanTerms(name="Benim"), actor=DENIZ, now=NOW)

    assert queries.current_version(shop.plan.pk) == shop.version
