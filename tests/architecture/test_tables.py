"""What imports do not show: foreign keys that point upward, tables without row security."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

from vezne.core.scope import ScopedManager

ROOT = Path(__file__).resolve().parents[2]
PUBLIC_TABLES = {
    "accounts.SellerProfile": "brand and house rules, shown to every buyer",
    "core.OutboxEvent": "read by the system only; holds public ids",
}
"""Tables of an account without forced row security, each with its reason."""
OWN_MANAGERS = {
    "accounts.Account": "seen over shared current accounts: the policy decides",
    "catalog.Platform": "prices are public",
    "catalog.Product": "prices are public",
    "catalog.Plan": "prices are public",
    "catalog.PlanVersion": "prices are public",
    "catalog.CreditPack": "prices are public",
    "catalog.PackVersion": "prices are public",
    "catalog.ProductOption": "prices are public",
    "catalog.OptionChoice": "prices are public",
    "catalog.ChoicePrice": "prices are public",
    "content.SupportContact": "shown to every buyer",
    "content.LegalText": "shown to every buyer",
    "content.Topic": "shown to everybody",
    "content.Article": "published ones are shown to everybody: the policy hides drafts",
    "content.Picture": "shown to everybody who sees its text",
    "accounts.SellerProfile": "shown to every buyer",
    "core.AuditEntry": "written about either side; the policy decides who reads",
    "core.OutboxEvent": "read by the system only",
}
"""Models of an account whose manager does not refuse, each with its reason."""


def ranks() -> dict[str, int]:
    """How high each package stands; the top is 0."""
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text())
    rows = pyproject["tool"]["importlinter"]["contracts"][0]["layers"]
    return {name.strip(" ()"): i for i, row in enumerate(rows) for name in row.split("|")}


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("vezne.")]


def package_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def test_foreign_keys_point_down_and_leak_nothing() -> None:
    rank = ranks()
    wrong = []
    for model in our_models():
        for field in model._meta.concrete_fields:
            other = field.related_model
            if not isinstance(other, type) or not other.__module__.startswith("vezne."):
                continue
            here, there = package_of(model), package_of(other)
            if here != there and rank[there] <= rank[here]:
                wrong.append(f"{model._meta.label}.{field.name} points up to {other._meta.label}")
            if here != there and not field.remote_field.hidden:
                wrong.append(f"{model._meta.label}.{field.name} needs related_name='+'")

    assert wrong == []


def account_columns(model: type[models.Model]) -> set[str]:
    names = {field.column for field in model._meta.concrete_fields}
    return names & {"account_id", "seller_id", "buyer_id"}


@pytest.mark.django_db
def test_every_table_of_an_account_forces_row_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        forced = {row[0] for row in cursor.fetchall()}
    bare = {
        model._meta.label
        for model in our_models()
        if account_columns(model) and model._meta.db_table not in forced
    }

    assert bare == set(PUBLIC_TABLES), "add EnableRowSecurity in a migration, or say why not"


@pytest.mark.django_db
def test_every_table_with_a_seller_is_narrowed_to_who_vouches_for_a_visit() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_policies"
            " WHERE policyname = 'narrowed' AND permissive = 'RESTRICTIVE' AND cmd = 'ALL'"
        )
        narrowed = {row[0] for row in cursor.fetchall()}
    wide = [
        model._meta.label
        for model in our_models()
        if "seller_id" in account_columns(model) and model._meta.db_table not in narrowed
    ]

    assert wide == [], "add NarrowToSeller in a migration"


def test_every_model_of_an_account_refuses_outside_a_scope() -> None:
    free = {
        model._meta.label
        for model in our_models()
        if account_columns(model) and not isinstance(model._default_manager, ScopedManager)
    }

    assert free <= set(OWN_MANAGERS), "use ScopedManager, or say why not"


@pytest.mark.django_db
def test_the_web_role_owns_nothing_and_bypasses_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, usesuper, usebypassrls FROM pg_user"
                       " WHERE usename = current_user")  # fmt: skip
        assert cursor.fetchone() == ("vezne_app", False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


def test_no_float_column_stands_in_a_table() -> None:
    floats = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.concrete_fields
        if field.get_internal_type() == "FloatField"
    ]

    assert floats == []


def test_no_model_orders_itself() -> None:
    assert [m._meta.label for m in our_models() if m._meta.ordering] == []
