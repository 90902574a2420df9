"""Cari Hesap: balance, limit, what is due, ageing, statement, loads and pay-outs, letters."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.accounts.queries import get_account
from vezne.core.errors import NotFound
from vezne.core.money import Money
from vezne.flows.letters import link_path
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import wallet_available
from vezne.receivables.queries import letters_for, payouts_for, rules_of
from vezne.receivables.services import wallet_switch_set
from vezne.receivables.types import LetterState
from vezne.reports.aging import AgingRow, aging_of_account
from vezne.web.access import VezneRequest, panel_page, redirect_to
from vezne.web.panel.replies import done, page
from vezne.web.statements import shown_statement, statement_file

MOST_LISTED = 10


def account_of(request: VezneRequest, public_id: str) -> CurrentAccount:
    """One of the account's own current accounts, with its seller. Raises: NotFound."""
    rows = _accounts(request).filter(public_id=public_id)
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def _accounts(request: VezneRequest) -> QuerySet[CurrentAccount]:
    buyer_id = request.seat.account_id
    rows = CurrentAccount.objects.filter(buyer_id=buyer_id).exclude(seller_id=buyer_id)
    return rows.select_related("seller").order_by("pk")


@panel_page()
@require_safe
def current_accounts(request: VezneRequest) -> HttpResponse:
    """One for each seller; who has one alone stands before it at once."""
    accounts = list(_accounts(request))
    if len(accounts) == 1:
        return redirect_to(request, reverse("web:current_account", args=[accounts[0].public_id]))
    rows = [(account, _aging(request, account)) for account in accounts]
    return page(request, "current_accounts", {"rows": rows})


def _aging(request: VezneRequest, account: CurrentAccount) -> list[AgingRow]:
    return aging_of_account(
        seller_id=account.seller_id, current_account_id=account.pk, now=request.now
    )


@panel_page()
@require_safe
def current_account(request: VezneRequest, public_id: str) -> HttpResponse:
    """One of them, with the statement that the address asks for."""
    account = account_of(request, public_id)
    letters = letters_for(request.seat.account_id).filter(current_account=account)
    payouts = payouts_for(request.seat.account_id).filter(current_account=account)
    aging = _aging(request, account)
    context = {
        "account": account,
        "aging": aging,
        "wallets": [_wallet(request, account, row.currency) for row in aging],
        "statement": shown_statement(request, account),
        "rules": rules_of(account),
        "letters": [_letter(letter, request) for letter in letters[:MOST_LISTED]],
        "payouts": list(payouts[:MOST_LISTED]),
        "may_manage": request.seat.may(Role.MANAGER),
        "has_choice": _accounts(request).count() > 1,
    }
    return page(request, "current_account", context)


def _wallet(request: VezneRequest, account: CurrentAccount, currency: str) -> Money:
    has = wallet_available(current_account_id=account.pk, unit=currency, now=request.now)
    return Money(has, currency)


def _letter(letter: Any, request: VezneRequest) -> dict[str, Any]:
    state = letter.state_at(request.now)
    is_open = state == LetterState.WAITING and request.seat.may(Role.MANAGER)
    return {
        "letter": letter,
        "state": state.value,
        "label": state.label,
        "url": link_path(letter) if is_open else "",
    }


@panel_page()
@require_safe
def statement_download(request: VezneRequest, public_id: str, kind: str) -> HttpResponse:
    """The statement as PDF or Excel."""
    if kind not in ("pdf", "excel"):
        raise NotFound
    account = account_of(request, public_id)
    buyer = get_account(request.seat.account_id)
    return statement_file(request, account, account.seller, buyer, kind)


@panel_page(role=Role.MANAGER)
@require_POST
def wallet_switch(request: VezneRequest, public_id: str) -> HttpResponse:
    """Renewals from the balance: on or off, one click."""
    account = account_of(request, public_id)
    is_on = request.POST.get("durum") == "ac"
    wallet_switch_set(current_account=account, is_on=is_on, actor=request.actor, now=request.now)
    words = _("Yenilemeler bakiyenizden ödenecek.") if is_on else _("Bakiyeden ödeme kapatıldı.")
    return done(request, words, "current_account", public_id)
