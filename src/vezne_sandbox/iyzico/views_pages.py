"""What the holder of a card sees: the processor's form and the bank's 3D page.

No session and no cookie: the tokens in the addresses are all, so the pages also work in a frame
and without script.
"""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.iyzico import form_pages
from vezne_sandbox.iyzico.charges import WRONG_CODES_ALLOWED, code_send, threeds_answer
from vezne_sandbox.iyzico.errors import IyzicoError
from vezne_sandbox.iyzico.forms import form_find, form_pay, is_finished
from vezne_sandbox.iyzico.models import Payment, PaymentSource, PaymentStatus
from vezne_sandbox.iyzico.orders import Order
from vezne_sandbox.iyzico.signatures import answer_signature
from vezne_sandbox.text import phone_key
from vezne_sandbox.traffic.models import SwitchName
from vezne_sandbox.traffic.switches import Disturbances, disturbed

PAGE_ENDPOINTS = ["hosted_form", "bank_page", "browser_return"]


@csrf_exempt
@require_http_methods(["GET", "POST"])
def hosted_form(request: HttpRequest) -> HttpResponseBase:
    """The processor's own card form."""
    if request.method == "POST":
        return disturbed(request, "hosted_form", lambda _: _pay(request))
    return _show_form(request, form_pages.Entered())


def _pay(request: HttpRequest) -> HttpResponse:
    token = request.POST.get("token", "")
    form = form_find(token)
    if form is None:
        return render(request, "cardbank/form_gone.html", status=404)
    now = sandbox_now()
    entered = form_pages.Entered.from_post(request.POST)
    if is_finished(form):
        return _to("form_return", token=token)
    if now >= form.expires_at:
        return render(request, "cardbank/form_gone.html", {"is_expired": True})
    try:
        payment = form_pay(
            token,
            form_pages.read_entered(form, entered, now=now),
            installment=entered.installment,
            wants_threeds=entered.wants_threeds,
            now=now,
        )
    except form_pages.EntryError as error:
        return _show_form(request, entered, errors=error.errors)
    except IyzicoError as error:
        return _show_form(request, entered, errors={"": error.message(form.locale)})
    if payment.status == PaymentStatus.INIT_THREEDS:
        return _to("bank_page", payment.acs_token)
    return _to("form_return", token=token)


def _show_form(
    request: HttpRequest, entered: form_pages.Entered, errors: dict[str, str] | None = None
) -> HttpResponse:
    token = request.POST.get("token") or request.GET.get("token", "")
    form = form_find(token)
    if form is None:
        return render(request, "cardbank/form_gone.html", status=404)
    if is_finished(form):
        return _to("form_return", token=token)
    if sandbox_now() >= form.expires_at:
        return render(request, "cardbank/form_gone.html", {"is_expired": True})
    context = form_pages.context(form, entered, errors or {}, now=sandbox_now())
    return render(request, "iyzico/form.html", context)


@require_http_methods(["GET"])
def form_return(request: HttpRequest) -> HttpResponse:
    """Takes the browser back to the shop with the token, by POST, by script or by a button."""
    token = request.GET.get("token", "")
    form = form_find(token)
    if form is None or form.payment is None or not is_finished(form):
        return render(request, "cardbank/form_gone.html", status=404)
    return _return_page(
        request, Order.from_json(form.order).callback_url, {"token": token}, form.payment
    )


@csrf_exempt
@require_http_methods(["GET", "POST"])
def bank_page(request: HttpRequest, acs_token: str) -> HttpResponseBase:
    """The bank's page: asks for the code that it has sent to the holder's phone."""
    payment = _find_by_acs(acs_token)
    if payment is None:
        return render(request, "cardbank/form_gone.html", status=404)
    if request.method == "POST":
        return disturbed(request, "bank_page", lambda _: _answer_bank(request, acs_token))
    if payment.status != PaymentStatus.INIT_THREEDS:
        return _leave_bank(payment)
    return _show_bank(request, payment)


def _answer_bank(request: HttpRequest, acs_token: str) -> HttpResponse:
    code = None if "give_up" in request.POST else request.POST.get("code", "").strip()
    payment = threeds_answer(acs_token, code=code, now=sandbox_now())
    if payment.status == PaymentStatus.INIT_THREEDS:
        left = WRONG_CODES_ALLOWED - payment.acs_wrong_codes
        error = f"Kod yanlış. {left} deneme hakkınız kaldı."
        return _show_bank(request, payment, error=error)
    return _leave_bank(payment)


@csrf_exempt
@require_http_methods(["POST"])
def bank_new_code(request: HttpRequest, acs_token: str) -> HttpResponse:
    """Sends the same code once more."""
    payment = _find_by_acs(acs_token)
    if payment is None:
        return render(request, "cardbank/form_gone.html", status=404)
    if payment.status == PaymentStatus.INIT_THREEDS:
        code_send(payment, now=sandbox_now())
    return HttpResponseRedirect(reverse("bank_page", args=[acs_token]), status=303)


@require_http_methods(["GET"])
def bank_return(request: HttpRequest, acs_token: str) -> HttpResponse:
    """Direct 3D: back to the shop with the bank's word, signed."""
    payment = _find_by_acs(acs_token)
    if payment is None or payment.status == PaymentStatus.INIT_THREEDS:
        return render(request, "cardbank/form_gone.html", status=404)
    is_confirmed = payment.md_status == "1"
    fields = {
        "status": "success" if is_confirmed else "failure",
        "paymentId": payment.payment_id,
        "conversationData": "",
        "conversationId": payment.conversation_id,
        "mdStatus": payment.md_status or "0",
    }
    names = ("conversationData", "conversationId", "mdStatus", "paymentId", "status")
    secret_key = payment.merchant.secret_key
    fields["signature"] = answer_signature(secret_key, *(fields[name] for name in names))
    return _return_page(request, payment.callback_url, fields, payment)


def _show_bank(request: HttpRequest, payment: Payment, error: str = "") -> HttpResponse:
    context = form_pages.bank_context(payment) | {
        "error": error,
        "page_url": reverse("bank_page", args=[payment.acs_token]),
        "new_code_url": reverse("bank_new_code", args=[payment.acs_token]),
        "phone_tail": phone_key(payment.buyer_phone)[-4:],
    }
    return render(request, "cardbank/bank.html", context)


def _leave_bank(payment: Payment) -> HttpResponse:
    if payment.source != PaymentSource.CHECKOUT_FORM:
        return _to("bank_return", payment.acs_token)
    # The form knows where its latest attempt stands: it may not be this one.
    return _to("hosted_form", token=payment.form_token)


def _return_page(
    request: HttpRequest, callback_url: str, fields: dict[str, str], payment: Payment
) -> HttpResponse:
    disturbances = Disturbances("browser_return")
    request.META["sandbox.disturbances"] = disturbances
    return render(
        request,
        "cardbank/return.html",
        {
            "callback_url": callback_url,
            "fields": fields,
            "payment": payment,
            "is_paid": payment.status in (PaymentStatus.SUCCESS, PaymentStatus.CALLBACK_THREEDS),
            "is_lost": disturbances.take(SwitchName.NO_RETURN) is not None,
        },
    )


def _find_by_acs(acs_token: str) -> Payment | None:
    return Payment.objects.select_related("merchant").filter(acs_token=acs_token).first()


def _to(view: str, *args: str, **query: str) -> HttpResponse:
    address = reverse(view, args=args)
    return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address, status=303)
