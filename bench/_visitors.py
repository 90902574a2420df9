"""A firm with many services and its seller, and sessions of a member of each."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from bench._shop import open_shop
from vezne.accounts.models import Account, Role, User
from vezne.accounts.services import membership_grant, user_create
from vezne.catalog.models import PlanVersion
from vezne.core.audit import SYSTEM
from vezne.core.clock import real_now
from vezne.core.scope import acting_as_system
from vezne.flows.checkout import plan_order
from vezne.invoicing.models import Invoice
from vezne.web.auth.views import BACKEND

BUYERS = 200
SERVICES = 11  # and the one that every buyer has: more than any firm of the demo


def visits() -> list[list[str]]:
    """The pages to measure, each with the session that opens it."""
    made = open_shop(accounts=BUYERS)
    now = real_now() - timedelta(days=1)
    with acting_as_system("bench"):
        buyer = Account.objects.get(public_id=made["accounts"][0])
        seller = Account.objects.get(is_seller=True)
        version = PlanVersion.objects.select_related("plan__product__platform").get()
        for number in range(SERVICES):
            plan_order(
                buyer_id=buyer.pk, version=version, site=f"{number}.example", now=now, actor=SYSTEM
            )
        invoice = Invoice.objects.filter(buyer=buyer).latest("pk")
        panel, desk = session_of(buyer, "ayse"), session_of(seller, "deniz")
    in_panel = ("/", "/hizmetlerim/", "/odemeler/", "/paketler/", f"/odeme/{invoice.public_id}/")
    on_desk = ("/yonetim/", "/yonetim/hesaplar/", "/yonetim/abonelikler/", "/yonetim/odemeler/")
    return [[path, panel] for path in in_panel] + [[path, desk] for path in on_desk]


def session_of(account: Account, name: str) -> str:
    """The session of a new member of an account, who may do everything."""
    now = real_now()
    user: User = user_create(
        first_name=name,
        last_name="Örnek",
        email=f"{name}@ornek.example",
        username=name,
        password="bench-only-9f2c",
        email_verified=True,
        now=now,
        actor=SYSTEM,
    )
    membership_grant(user_id=user.pk, account_id=account.pk, role=Role.ADMIN, now=now, actor=SYSTEM)
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    return browser.cookies["vezne_session"].value
