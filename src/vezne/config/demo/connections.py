"""What ties the demo's seller to the sandbox: its card contract, its API key, its own panel.

All of it holds addresses, so a start on other ports (`VEZNE_PORT`) makes it anew: `follow_ports`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from vezne.accounts.models import Account, ApiKey
from vezne.accounts.services import api_key_create, api_key_revoke
from vezne.config import demo_notes
from vezne.config.demo.banks import HOST_BANKS, banks_follow
from vezne.config.demo.documents import documents_follow
from vezne.config.demo.outside import sandbox_call
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as, acting_as_system
from vezne.payments.models import ProviderAccount
from vezne.payments.queries import notice_url, provider_accounts_for, provider_traits
from vezne.payments.services import (
    provider_account_add,
    provider_account_change,
    provider_account_move,
)

BRAND = "Kule"
MODULE_KEY = "mesajkule.panel"
UNIT = "WP_MESAJ"
OTHERS_UNTIL_DAY = 84
PROVIDER_DAYS = 28
"""After so many days the story's turn of providers begins anew."""
KEY_NAME = "MesajKule paneli"


@dataclass(frozen=True, slots=True)
class Merchant:
    """A seller at the sandbox's iyzico."""

    key: str
    number: str
    seller: str  # the account's name


MERCHANT = Merchant("sandbox-kule-yazilim", "340001", "Kule Yazılım")
HOST_MERCHANT = Merchant("sandbox-sazlik-bulut", "340060", "Sazlık Barındırma")


def contract_make(*, seller_id: int, now: datetime) -> None:
    """The seller's contracts with the sandbox's card providers, charging in TRY only.

    The last one is asked first; the others stand behind it.
    """
    for provider, put in OTHERS.items():
        other_keys = _other_keys(provider)
        account = provider_account_add(
            seller_id=seller_id,
            provider=provider,
            base_url=f"{settings.VEZNE_SANDBOX_URL}/{provider}",
            credentials=other_keys,
            currencies=["TRY"],
            is_test=True,
            actor=SYSTEM,
            now=now,
        )
        put(account, other_keys)
    merchant_contract(seller_id=seller_id, merchant=MERCHANT, now=now)


def merchant_contract(*, seller_id: int, merchant: Merchant, now: datetime) -> None:
    """A seller's contract with the sandbox's iyzico, on both sides."""
    keys = _new_keys(merchant)
    account = provider_account_add(
        seller_id=seller_id,
        provider="iyzico",
        base_url=settings.VEZNE_SANDBOX_URL,
        credentials=keys,
        currencies=["TRY"],
        is_test=True,
        actor=SYSTEM,
        now=now,
    )
    _merchant_put(merchant, account, keys)


def first_provider(day: int) -> str:
    """Who takes the cards on a day of the story: the others have some days of its first months."""
    if day >= OTHERS_UNTIL_DAY:
        return "iyzico"
    return {0: "paytr", 1: "nestpay"}.get(day % PROVIDER_DAYS // 4 - 3, "iyzico")


def provider_first(*, seller_id: int, provider: str, now: datetime) -> None:
    """Put a provider at the head of the seller's order, as an Admin does at the desk."""
    rows = provider_accounts_for(seller_id=seller_id, currency="TRY")
    place = next(number for number, row in enumerate(rows) if row.provider == provider)
    for _step in range(place):
        provider_account_move(
            provider_account_id=rows[place].pk,
            currency="TRY",
            is_up=True,
            actor=SYSTEM,
            now=now,
        )


def key_make(*, seller_id: int, now: datetime) -> str:
    """The API key of the seller's own panel; its secret."""
    with acting_as(seller_id, "desk"):
        _key, secret = api_key_create(
            account_id=seller_id,
            name=KEY_NAME,
            scopes=["entitlements:read", "portal:write", "usage:write"],
            return_origins=["https://panel.mesajkule.example", settings.VEZNE_SANDBOX_URL],
            now=now,
            actor=SYSTEM,
        )
    return secret


def outside_panel_connect(*, api_key: str, firms: Sequence[tuple[Account, str]]) -> None:
    """Give the sandbox's outside panel the seller's API key and its firms, each with who opens it.

    Raises: httpx.HTTPError.
    """
    sandbox_call(
        "PUT",
        "outside-panel",
        {
            "vezne_url": settings.VEZNE_WEB_URL,
            "api_key": api_key,
            "brand": BRAND,
            "key": MODULE_KEY,
            "unit": UNIT,
            "accounts": [
                {"id": account.public_id, "name": account.name, "user": email}
                for account, email in firms
            ],
        },
    )


def write_notes(*, api_key: str, users: list[dict[str, str]]) -> None:
    """Leave for `vezne up` who can sign in, and on which ports all of this was tied."""
    notes = {"api_key": api_key, "users": users, "sandbox": settings.VEZNE_SANDBOX_URL}
    demo_notes.users_file().write_text(json.dumps(notes, ensure_ascii=False, indent=2))


def follow_ports(*, now: datetime) -> None:
    """Tie the demo to the ports of this start; the old API key ends with the old ones."""
    notes = demo_notes.read()
    users: list[dict[str, str]] = notes["users"]
    with acting_as_system("demo: other ports"):
        seller_id = _follow_merchant(MERCHANT, notes["sandbox"], now)
        _follow_others(notes["sandbox"], now)
        banks_follow(seller_id=seller_id, now=now)
        host_id = _follow_merchant(HOST_MERCHANT, notes["sandbox"], now)
        banks_follow(seller_id=host_id, now=now, banks=HOST_BANKS)
        old = ApiKey.objects.filter(account_id=seller_id, name=KEY_NAME, revoked_at=None)
        for public_id in list(old.values_list("public_id", flat=True)):
            api_key_revoke(account_id=seller_id, public_id=public_id, now=now, actor=SYSTEM)
        documents_follow(seller_id=seller_id, now=now)
        secret = key_make(seller_id=seller_id, now=now)
        names = {user["account"]: user["email"] for user in reversed(users)}
        firms = Account.objects.filter(name__in=names).exclude(pk__in=(seller_id, host_id))
        firms = firms.order_by("pk")
        outside_panel_connect(api_key=secret, firms=[(firm, names[firm.name]) for firm in firms])
    write_notes(api_key=secret, users=users)


def _follow_merchant(merchant: Merchant, old_sandbox: str, now: datetime) -> int:
    contract = ProviderAccount.objects.get(base_url=old_sandbox, seller__name=merchant.seller)
    keys = _new_keys(merchant)
    provider_account_change(
        provider_account_id=contract.pk,
        base_url=settings.VEZNE_SANDBOX_URL,
        credentials=keys,
        actor=SYSTEM,
        now=now,
    )
    _merchant_put(merchant, contract, keys)
    return contract.seller_id


def _follow_others(old_sandbox: str, now: datetime) -> None:
    for provider, put in OTHERS.items():
        old = ProviderAccount.objects.filter(base_url=f"{old_sandbox}/{provider}").first()
        if old is None:
            continue
        keys = _other_keys(provider)
        provider_account_change(
            provider_account_id=old.pk,
            base_url=f"{settings.VEZNE_SANDBOX_URL}/{provider}",
            credentials=keys,
            actor=SYSTEM,
            now=now,
        )
        put(old, keys)


def _other_keys(provider: str) -> dict[str, str]:
    fixed = {"merchant_id": "340002", "client_id": "340000003", "user_name": "kuleapi"}
    names = provider_traits(provider).keys
    return {name: fixed.get(name) or secrets.token_hex(8) for name in names}


def _paytr_put(account: ProviderAccount, keys: dict[str, str]) -> None:
    """The shop at PayTR, with our address as its Bildirim URL."""
    sandbox_call(
        "PUT",
        f"paytr/shops/{keys['merchant_id']}",
        {
            "merchantKey": keys["merchant_key"],
            "merchantSalt": keys["merchant_salt"],
            "noticeUrl": notice_url(account),
        },
    )


def _nestpay_put(account: ProviderAccount, keys: dict[str, str]) -> None:
    """The shop at the bank, which is told our address with each payment."""
    del account
    sandbox_call(
        "PUT",
        f"nestpay/shops/{keys['client_id']}",
        {
            "userName": keys["user_name"],
            "password": keys["password"],
            "storeKey": keys["store_key"],
        },
    )


OTHERS = {"nestpay": _nestpay_put, "paytr": _paytr_put}
"""The providers besides the first, each with the sandbox's side of the contract."""


def _new_keys(merchant: Merchant) -> dict[str, str]:
    return {"api_key": merchant.key, "secret_key": secrets.token_urlsafe(24)}


def _merchant_put(merchant: Merchant, account: ProviderAccount, keys: dict[str, str]) -> None:
    """The sandbox's side of the contract."""
    webhook_url = notice_url(account)
    sandbox_call(
        "PUT",
        f"merchants/{merchant.key}",
        {
            "secretKey": keys["secret_key"],
            "merchantId": merchant.number,
            "webhookUrl": webhook_url,
            "isMitAllowed": True,
        },
    )
