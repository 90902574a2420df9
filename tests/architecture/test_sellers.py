"""A second seller on the same installation: sees nothing of the first, and lacks nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, models

from tests import factories
from tests.architecture.town import NOW, Town, routes, visitor
from vezne.accounts.models import Account
from vezne.catalog.models import PlanVersion
from vezne.core.scope import ScopedManager, acting_as, acting_as_system
from vezne.subscriptions.queries import entitlement_check
from vezne.web.access import PORTAL_KEY

pytestmark = [pytest.mark.django_db, pytest.mark.table]

OF_THE_FIRST = ("Papatya", "Nar Bilişim")
SOLD_BY_THE_FIRST = ("Nar Bilişim", "NarPanel", "Panel Kullanımı", "ikinci.example", "0008")


def trade_models() -> list[type[models.Model]]:
    """The models whose rows lie between a seller and a buyer."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("vezne.")
        and isinstance(model._default_manager, ScopedManager)
        and {"seller_id", "buyer_id"} <= {field.attname for field in model._meta.concrete_fields}
    ]


def rows_of(model: type[models.Model], seller: Account) -> int:
    """The seller's rows that plain SQL sees in the scope of the moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {model._meta.db_table} WHERE seller_id = %s", [seller.pk]
        )
        (count,) = cursor.fetchone()
        return int(count)


def test_the_town_has_rows_of_the_first_in_most_trade_tables(town: Town) -> None:
    with acting_as(town.seller.pk, "desk"):
        filled = [model for model in trade_models() if rows_of(model, town.seller)]

    assert len(filled) >= 12


@pytest.mark.parametrize("face", ["desk", "panel"])
def test_no_row_of_the_firsts_trade_is_seen_by_manager_or_sql(town: Town, face: str) -> None:
    seen = []
    for account in (town.second, town.stranger):
        with acting_as(account.pk, face):  # type: ignore[arg-type]
            for model in trade_models():
                if model._default_manager.exists() or rows_of(model, town.seller):
                    seen.append(f"{account.name}: {model._meta.label}")

    assert seen == []


def with_a_seller() -> list[type[models.Model]]:
    """Every model whose rows are some seller's: trade, catalogue, books, messages."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("vezne.")
        and "seller_id" in {field.attname for field in model._meta.concrete_fields}
    ]


def test_sql_sees_one_sellers_rows_only_where_that_seller_vouched(town: Town) -> None:
    """A portal visit or a payment link: no panel page can read past it, not even in plain SQL."""
    with acting_as(town.buyer.pk, "panel"):
        without = {model for model in with_a_seller() if rows_of(model, town.seller)}
    with acting_as(town.buyer.pk, "panel", seller_id=town.seller.pk):
        own = {model for model in with_a_seller() if rows_of(model, town.seller)}
    with acting_as(town.buyer.pk, "panel", seller_id=town.second.pk):
        foreign = {model._meta.label for model in with_a_seller() if rows_of(model, town.seller)}

    assert len(without) >= 20
    assert own == without
    assert foreign == set()


def test_a_vouched_visit_sees_nothing_that_is_only_the_accounts_own(town: Town) -> None:
    """Keys, endpoints and the log of an account are no business of whoever it buys from."""
    tables = ("accounts_apikey", "hooks_endpoint", "hooks_webhookdelivery", "core_auditentry")
    counts = {}
    for only in (None, town.second.pk):
        with acting_as(town.seller.pk, "panel", seller_id=only), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT count(*) FROM {table}")
                counts[table, only] = cursor.fetchone()[0]

    assert all(counts[table, None] for table in tables)
    assert not any(counts[table, town.second.pk] for table in tables)


def test_no_page_of_a_vouched_visit_names_another_seller(town: Town) -> None:
    client = visitor(town.buyer)
    session = client.session
    session[PORTAL_KEY] = {"seller_id": town.second.pk, "return_url": ""}
    session.save()
    named, opened = [], 0
    for route in routes():
        if route.access is None or route.access.kind != "panel" or route.parameters:
            continue
        answer = client.get(town.path(route))
        opened += answer.status_code == 200
        words = answer.content.decode() if "html" in answer.get("Content-Type", "") else ""
        named += [f"{route.pattern}: {word}" for word in SOLD_BY_THE_FIRST if word in words]

    assert opened >= 10
    assert named == []


def test_no_page_of_the_seconds_desk_names_the_first_or_its_buyers(town: Town) -> None:
    client = visitor(town.second)
    named = []
    for route in routes():
        if route.access is None or route.access.kind != "desk" or route.parameters:
            continue
        answer = client.get(town.path(route))
        page = answer.content.decode() if "html" in answer.get("Content-Type", "") else ""
        named += [f"{route.pattern}: {name}" for name in OF_THE_FIRST if name in page]

    assert named == []


def offer_of(seller: Account) -> PlanVersion:
    """The same names and the same entitlement key at every seller."""
    return factories.make_plan(factories.make_product(factories.make_platform(seller)))


def is_open(seller: Account, buyer: Account) -> bool:
    with acting_as(seller.pk, "desk"):
        return entitlement_check(
            seller_id=seller.pk,
            account_public_id=buyer.public_id,
            key="panel.use",
            now=NOW + timedelta(days=8),
        ).is_allowed


def test_debt_at_one_seller_shuts_nothing_at_the_other() -> None:
    first, second = factories.make_seller("Nar", is_operator=True), factories.make_seller("Mavi")
    buyer = factories.make_buyer()
    factories.order_plan(buyer, offer_of(first))
    bought = factories.order_plan(buyer, offer_of(second))
    assert bought.invoice is not None
    factories.pay(bought.invoice)

    assert (is_open(first, buyer), is_open(second, buyer)) == (False, True)


def test_a_seller_may_buy_from_another_and_both_faces_stay_apart() -> None:
    first, second = factories.make_seller("Nar"), factories.make_seller("Mavi")
    bought = factories.order_plan(second, offer_of(first))
    assert bought.invoice is not None

    factories.pay(bought.invoice)

    assert is_open(first, second)
    with acting_as(second.pk, "desk"):
        assert rows_of(type(bought.invoice), first) == 0
    with acting_as(second.pk, "panel"):
        assert rows_of(type(bought.invoice), first) == 1


def test_no_setting_names_a_seller() -> None:
    """Everything that a seller decides stands in its rows; the operator is a flag, not a seller."""
    with acting_as_system("test"):
        Account.objects.update(is_operator=False)

    seller = factories.make_seller("Nar")
    bought = factories.order_plan(factories.make_buyer(), offer_of(seller))
    assert bought.invoice is not None
    assert factories.pay(bought.invoice).state == "captured"
