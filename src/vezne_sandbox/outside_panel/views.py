"""The pages of the outside panel and its one API address."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from vezne_sandbox.outside_panel.configuration import find_configuration
from vezne_sandbox.outside_panel.door import SHUT, UNKNOWN, Door, door_for
from vezne_sandbox.outside_panel.models import Configuration
from vezne_sandbox.outside_panel.vezne import (
    VezneRefused,
    VezneUnreachable,
    portal_link,
    usage_report,
)

MOST_MESSAGES = 1_000
RETRY_SECONDS = 5
REASONS = {
    "debt": "Ödemesi geciken bir hizmetiniz var.",
    "pending": "Siparişiniz ilk ödemesini bekliyor.",
    "trial_over": "Deneme süreniz doldu.",
    "staff": "Hizmetiniz satıcı tarafından durduruldu.",
    "ended": "Hizmetiniz sona erdi.",
    "none": "Bu bölüm paketinizde yok.",
}
USAGE_REFUSALS = {"insufficient_credits": "Kontörünüz bu gönderime yetmiyor."}
Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Sending:
    """What became of the form; `key` is kept for another try of the same sending."""

    quantity: int = 0
    error: str = ""
    key: str = ""


def _of_a_firm(view: Page) -> Page:
    """Find the panel and its firm; what Vezne refuses this panel itself becomes a page of words."""

    @wraps(view)
    def found(request: HttpRequest, account: str) -> HttpResponse:
        panel, firm = _panel_of(account)
        try:
            return view(request, panel, firm)
        except VezneRefused as refused:
            context = {"panel": panel, "firm": firm, "message": str(refused), "code": refused.code}
            return render(request, "outside_panel/refused.html", context, status=502)

    return found


def _panel_of(account: str) -> tuple[Configuration, dict[str, Any]]:
    """The panel and one of its firms. Raises: Http404."""
    panel = find_configuration()
    firm = panel.find_account(account) if panel else None
    if panel is None or firm is None:
        raise Http404
    return panel, firm


@require_GET
def firms(request: HttpRequest) -> HttpResponse:
    """Whose panel to open; in life the sign-in says it."""
    return render(request, "outside_panel/firms.html", {"panel": find_configuration()})


@require_GET
@_of_a_firm
def home(request: HttpRequest, panel: Configuration, firm: dict[str, Any]) -> HttpResponse:
    """The firm's first page, with the button that leads to its account at Vezne."""
    return render(request, "outside_panel/home.html", {"panel": panel, "firm": firm})


@never_cache
@require_GET
@_of_a_firm
def to_vezne(request: HttpRequest, panel: Configuration, firm: dict[str, Any]) -> HttpResponse:
    """Get a link from Vezne and go there: it works once and for a minute, so it is made on click.

    ``hedef=kapali`` leads to the page that says what is owed, and comes back to the module.
    """
    is_shut = request.GET.get("hedef") == "kapali"
    target = f"/kapali/{quote(panel.key, safe='')}/" if is_shut else "/hizmetlerim/"
    name = "outside_messages" if is_shut else "outside_home"
    back = settings.SANDBOX_PUBLIC_URL + reverse(name, args=[firm["id"]])
    try:
        return HttpResponseRedirect(portal_link(panel, firm, target=target, back=back))
    except VezneUnreachable:
        return _no_answer(request, panel, firm, again=request.get_full_path())


@never_cache
@require_http_methods(["GET", "POST"])
@_of_a_firm
def messages(request: HttpRequest, panel: Configuration, firm: dict[str, Any]) -> HttpResponse:
    """The module. Asked of Vezne on each request, so a payment opens it at once."""
    door = door_for(panel, firm["id"])
    is_fragment = request.headers.get("HX-Request") == "true"
    if not door.is_open:
        if door.state == SHUT and is_fragment:
            return HttpResponse(headers={"HX-Redirect": _to_shut(firm)})
        return _shut(request, panel, firm, door)
    sending = Sending(quantity=_number(request.GET.get("gonderildi", "")))
    if request.method == "POST":
        sending = _send(panel, firm, request)
        if not sending.error and not is_fragment:
            address = reverse("outside_messages", args=[firm["id"]])
            return HttpResponseRedirect(f"{address}?gonderildi={sending.quantity}")
        door = door_for(panel, firm["id"])  # what is left now
    context = {
        "panel": panel,
        "firm": firm,
        "door": door,
        "sending": sending,
        "key": sending.key or secrets.token_hex(12),
        "most": MOST_MESSAGES,
    }
    template = "outside_panel/_messages.html" if is_fragment else "outside_panel/messages.html"
    return render(request, template, context, status=422 if sending.error else 200)


@never_cache
@require_GET
@_of_a_firm
def state(_request: HttpRequest, panel: Configuration, firm: dict[str, Any]) -> HttpResponse:
    """Asked once a second by a page that waits: open, shut, or unknown while Vezne is silent."""
    door = door_for(panel, firm["id"], is_logged=False)
    return JsonResponse({"state": UNKNOWN if door.silent_since else door.state})


@never_cache
@require_GET
def messages_api(_request: HttpRequest, account: str) -> HttpResponse:
    """The module for the panel's own programs: 200, 402 with where it is paid, 503."""
    panel, firm = _panel_of(account)
    try:
        door = door_for(panel, account)
    except VezneRefused as refused:
        return JsonResponse({"code": "misconfigured", "message": str(refused)}, status=502)
    if door.is_open and door.answer is not None:
        return JsonResponse(
            {"left": door.answer.left, "until": door.answer.until, "checked": not door.silent_since}
        )
    if door.state == SHUT and door.answer is not None:
        body = {
            "code": "module_closed",
            "reason": door.answer.reason,
            "message": REASONS.get(door.answer.reason, "Bu bölüm kapalı."),
            "pay_url": settings.SANDBOX_PUBLIC_URL + _to_shut(firm),
        }
        return JsonResponse(body, status=402)
    body = {"code": "not_checked", "message": "Ödeme paneli yanıt vermiyor; yeniden deneyin."}
    return JsonResponse(body, status=503, headers={"Retry-After": str(RETRY_SECONDS)})


def _to_shut(firm: dict[str, Any]) -> str:
    return reverse("outside_to_vezne", args=[firm["id"]]) + "?hedef=kapali"


def _shut(
    request: HttpRequest, panel: Configuration, firm: dict[str, Any], door: Door
) -> HttpResponse:
    """The panel's own refusal, or its words for an answer that does not come."""
    if door.state != SHUT or door.answer is None:
        return _no_answer(request, panel, firm, again=request.path)
    context = {
        "panel": panel,
        "firm": firm,
        "answer": door.answer,
        "words": REASONS.get(door.answer.reason, "Bu bölüm kapalı."),
        "is_payable": door.answer.reason in ("debt", "pending"),
        "onward": _to_shut(firm),
    }
    return render(request, "outside_panel/shut.html", context, status=402)


def _no_answer(
    request: HttpRequest, panel: Configuration, firm: dict[str, Any], *, again: str
) -> HttpResponse:
    context = {"panel": panel, "firm": firm, "again": again}
    response = render(request, "outside_panel/no_answer.html", context, status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _send(panel: Configuration, firm: dict[str, Any], request: HttpRequest) -> Sending:
    """Report a sending to Vezne, which counts it once by the form's key."""
    quantity, key = _number(request.POST.get("adet", "")), request.POST.get("anahtar", "")[:40]
    if not 0 < quantity <= MOST_MESSAGES or not key:
        return Sending(quantity, f"1 ile {MOST_MESSAGES} arasında bir sayı yazın.")
    try:
        code = usage_report(panel, firm["id"], key=f"ornek-{key}", quantity=quantity)
    except VezneUnreachable:
        words = "Ödeme paneli yanıt vermedi. Yeniden gönderin; aynı gönderim iki kez sayılmaz."
        return Sending(quantity, words, key)
    if code:
        return Sending(quantity, USAGE_REFUSALS.get(code, f"Gönderilemedi: {code}"))
    return Sending(quantity)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
