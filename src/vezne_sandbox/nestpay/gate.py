"""The 3D gate: the posted form, the bank's card page, the signed answer."""

import re
import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vezne_sandbox.cardbank.answers import bank_refusal, proc_return_code, refusal_words
from vezne_sandbox.cardbank.cards import find_by_fingerprint, fingerprint
from vezne_sandbox.cardbank.challenges import Asked, challenge_find, challenge_open
from vezne_sandbox.cardbank.entry import CardEntry, EntryError
from vezne_sandbox.cardbank.models import ChallengeState
from vezne_sandbox.cardbank.notices import NoticeDraft, notice_queue
from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.nestpay.models import Shop, Transaction, Visit, VisitState
from vezne_sandbox.nestpay.signatures import hash_of, is_genuine
from vezne_sandbox.text import amount_text
from vezne_sandbox.traffic.models import SwitchName
from vezne_sandbox.traffic.switches import Disturbances, disturbed

NOTICE = "nestpay_notice"
PAGE_ENDPOINTS = ["nestpay_gate", "nestpay_form", "nestpay_bank_return"]
CURRENCIES = {"949": "TRY", "840": "USD", "978": "EUR", "826": "GBP"}
_MINUTES = 30
_ECHOED = ("storetype", "TranType", "okUrl", "failUrl", "callbackurl", "lang", "taksit", "rnd")


@csrf_exempt
@require_http_methods(["POST"])
def gate(request: HttpRequest) -> HttpResponseBase:
    """est3Dgate: checks the form's hash and opens the card page."""
    return disturbed(request, "nestpay_gate", lambda _: _enter(request))


def _enter(request: HttpRequest) -> HttpResponse:
    form = {name: str(value) for name, value in request.POST.items()}
    shop = Shop.objects.filter(client_id=form.get("clientid", "")).first()
    amount = re.fullmatch(r"([0-9]{1,12})\.([0-9]{2})", form.get("amount", ""))
    refusal = _refusal(form, shop, is_amount_good=amount is not None)
    if refusal or shop is None or amount is None:
        return render(request, "nestpay/refused.html", {"words": refusal}, status=400)
    now = sandbox_now()
    visit = Visit.objects.create(
        shop=shop,
        token=secrets.token_urlsafe(24),
        oid=form["oid"],
        state=VisitState.OPEN,
        form=form,
        amount=int(amount[1]) * 100 + int(amount[2]),
        currency=form["currency"],
        created_at=now,
        expires_at=now + timedelta(minutes=_MINUTES),
    )
    return _to(reverse("nestpay_form", args=[visit.token]))


def _refusal(form: dict[str, str], shop: Shop | None, *, is_amount_good: bool) -> str:
    if shop is None:
        return "clientid tanınmıyor"
    if form.get("hashAlgorithm") != "ver3" or not is_genuine(form, shop.store_key):
        return "Güvenlik kodu (hash) hatalı"
    if form.get("storetype") != "3d_pay_hosting" or form.get("TranType") != "Auth":
        return "Bu işyeri yalnız 3d_pay_hosting satış yapar"
    if not is_amount_good or form.get("currency") not in CURRENCIES:
        return "Tutar veya para birimi hatalı"
    oid = form.get("oid", "")
    if not oid or Transaction.objects.filter(shop=shop, oid=oid, kind="S", code="00").exists():
        return "Bu sipariş numarası daha önce ödendi"
    return ""


@csrf_exempt
@require_http_methods(["GET", "POST"])
def card_form(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bank's own card page."""
    visit = Visit.objects.select_related("shop").filter(token=token).first()
    if visit is None:
        return render(request, "cardbank/form_gone.html", status=404)
    if visit.state == VisitState.DONE:
        return _back(request, visit)
    if sandbox_now() >= visit.expires_at:
        return render(request, "cardbank/form_gone.html", {"is_expired": True})
    if request.method == "POST":
        return disturbed(request, "nestpay_form", lambda _: _pay(request, visit))
    return _show(request, visit, CardEntry())


def _pay(request: HttpRequest, visit: Visit) -> HttpResponse:
    entry = CardEntry.from_post(request.POST)
    now = sandbox_now()
    try:
        typed = entry.read(now=now)
    except EntryError as error:
        return _show(request, visit, entry, errors=error.errors)
    visit.card_fingerprint = fingerprint(typed.card.number)
    visit.bin_number, visit.last_four = typed.card.bin_number, typed.card.last_four
    visit.expire_month, visit.expire_year = typed.expire_month, typed.expire_year
    challenge = challenge_open(
        Asked(
            card=typed.card,
            shop=f"Üye işyeri {visit.shop.client_id}",
            amount_text=_amount(visit),
            phone=str(visit.form.get("tel", "")),
            return_path=reverse("nestpay_bank_return", args=[visit.token]),
        ),
        now=now,
    )
    visit.state, visit.challenge_token = VisitState.AT_BANK, challenge.token
    visit.save()
    if challenge.state == ChallengeState.OPEN:
        return _to(reverse("challenge_page", args=[challenge.token]))
    return _to(challenge.return_path)


@csrf_exempt
@require_http_methods(["GET"])
def bank_return(request: HttpRequest, token: str) -> HttpResponseBase:
    """From the 3D page: charge what was confirmed, then back to the shop with a signed answer."""
    visit = Visit.objects.select_related("shop").filter(token=token).first()
    if visit is None:
        return render(request, "cardbank/form_gone.html", status=404)
    return disturbed(request, "nestpay_bank_return", lambda _: _settle(request, visit))


def _settle(request: HttpRequest, visit: Visit) -> HttpResponse:
    challenge = challenge_find(visit.challenge_token)
    if challenge is None or challenge.state == ChallengeState.OPEN:
        return render(request, "cardbank/form_gone.html", status=404)
    visit = visit_settle(visit.pk, md_status=challenge.md_status, now=sandbox_now())
    return _back(request, visit)


def visit_settle(visit_id: int, *, md_status: str, now: datetime) -> Visit:
    """Write the bank's word and the answer about it, once."""
    with transaction.atomic():
        visit = Visit.objects.select_for_update().select_related("shop").get(pk=visit_id)
        if visit.state == VisitState.DONE:
            return visit
        card = find_by_fingerprint(visit.card_fingerprint)
        error_code = bank_refusal(
            card, expire_month=visit.expire_month, expire_year=visit.expire_year, now=now
        )
        is_confirmed = md_status == "1"
        is_paid = is_confirmed and not error_code
        words = "" if is_paid else refusal_words(error_code)
        booked = Transaction.objects.create(
            shop=visit.shop,
            oid=visit.oid,
            kind="S",
            status="S" if is_paid else "D",
            amount=visit.amount,
            currency=visit.currency,
            code=proc_return_code(error_code) if is_confirmed else "99",
            trans_id=f"{secrets.randbelow(10**12):012d}",
            host_reference=f"{secrets.randbelow(10**12):012d}",
            auth_code=f"{secrets.randbelow(10**6):06d}" if is_paid else "",
            masked_pan=f"{visit.bin_number[:6]}***{visit.last_four}",
            md_status=md_status,
            words=words if is_confirmed else "3D doğrulaması başarısız",
            created_at=now,
        )
        visit.state, visit.answer = VisitState.DONE, _signed(visit, booked)
        visit.save()
        notice_queue(
            NoticeDraft(
                endpoint=NOTICE,
                url=str(visit.form.get("callbackurl", "")),
                fields=visit.answer,
                hash_field="HASH",
                subject=visit.oid,
            )
        )
    return visit


def _signed(visit: Visit, booked: Transaction) -> dict[str, str]:
    is_paid = booked.code == "00" and booked.status == "S"
    fields = {
        **{name: str(visit.form[name]) for name in _ECHOED if name in visit.form},
        "clientid": visit.shop.client_id,
        "oid": visit.oid,
        "ReturnOid": visit.oid,
        "amount": str(visit.form["amount"]),
        "currency": visit.currency,
        "hashAlgorithm": "ver3",
        "Response": "Approved" if is_paid else "Declined",
        "ProcReturnCode": booked.code,
        "mdStatus": booked.md_status,
        "txstatus": "Y" if booked.md_status == "1" else "N",
        "mdErrorMsg": "" if booked.md_status == "1" else "Not authenticated",
        "AuthCode": booked.auth_code,
        "HostRefNum": booked.host_reference,
        "TransId": booked.trans_id,
        "MaskedPan": booked.masked_pan,
        "ErrMsg": booked.words,
        "EXTRA.TRXDATE": booked.created_at.strftime("%Y%m%d %H:%M:%S"),
    }
    return fields | {"HASH": hash_of(fields, visit.shop.store_key)}


def _back(request: HttpRequest, visit: Visit) -> HttpResponse:
    disturbances = Disturbances("browser_return")
    request.META["sandbox.disturbances"] = disturbances
    fields = dict(visit.answer)
    is_paid = fields["Response"] == "Approved"
    if disturbances.take(SwitchName.WRONG_SIGNATURE):
        fields["HASH"] = fields["HASH"][::-1]
    context: dict[str, Any] = {
        "callback_url": visit.form["okUrl" if is_paid else "failUrl"],
        "fields": fields,
        "is_paid": is_paid,
        "is_lost": disturbances.take(SwitchName.NO_RETURN) is not None,
    }
    return render(request, "cardbank/return.html", context)


def _show(
    request: HttpRequest, visit: Visit, entry: CardEntry, errors: dict[str, str] | None = None
) -> HttpResponse:
    context = {
        "provider": "Bankanın",
        "shop": f"Üye işyeri {visit.shop.client_id}",
        "amount": _amount(visit),
        "page_url": reverse("nestpay_form", args=[visit.token]),
        "entered": entry,
        "errors": errors or {},
        "test_card": "4508 0345 0803 4509",
    }
    return render(request, "cardbank/card_form.html", context)


def _amount(visit: Visit) -> str:
    return amount_text(Decimal(visit.amount) / 100, CURRENCIES[visit.currency])


def _to(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=303)
