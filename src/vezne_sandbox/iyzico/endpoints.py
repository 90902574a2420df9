"""What every API call of iyzico has in common: who asks, is it genuine, and the answer's frame."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.iyzico import wire
from vezne_sandbox.iyzico.answers import failure
from vezne_sandbox.iyzico.errors import IyzicoError
from vezne_sandbox.iyzico.models import Merchant
from vezne_sandbox.iyzico.signatures import is_genuine, read_authorization, request_signature
from vezne_sandbox.traffic.models import SwitchName
from vezne_sandbox.traffic.switches import Disturbances, disturbed

ENDPOINTS: list[str] = []  # every name, for the page of switches


@dataclass(frozen=True)
class Call:
    """One genuine request."""

    merchant: Merchant
    body: dict[str, Any]
    query: dict[str, str]
    path: str
    conversation_id: str
    locale: str
    now: datetime


Handler = Callable[[Call], dict[str, Any]]


def endpoint(name: str, *methods: str) -> Callable[[Handler], Callable[..., HttpResponseBase]]:
    """Make a view of a handler that returns the answer's own fields or raises IyzicoError.

    The status is always 200, as iyzico's is; ``status`` in the body tells.
    """
    ENDPOINTS.append(name)
    allowed = methods or ("POST",)

    def decorate(handler: Handler) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @wraps(handler)
        def view(request: HttpRequest) -> HttpResponseBase:
            if request.method not in allowed:
                return HttpResponse(status=405)
            return disturbed(request, name, lambda state: _answer(request, handler, state))

        return view

    return decorate


def _answer(request: HttpRequest, handler: Handler, disturbances: Disturbances) -> HttpResponse:
    now = sandbox_now()
    asked: dict[str, Any] = {}
    try:
        merchant = _authenticate(request)
        asked = _read_body(request)
        call = Call(
            merchant=merchant,
            body=asked,
            query=request.GET.dict(),
            path=request.path,
            conversation_id=_conversation_id(request, asked),
            locale=_locale(request, asked),
            now=now,
        )
        fields = {"status": "success", **handler(call)}
    except IyzicoError as error:
        fields = {"status": "failure", **failure(error, _locale(request, asked)), **error.fields}
    if "signature" in fields and disturbances.take(SwitchName.WRONG_SIGNATURE):
        fields["signature"] = fields["signature"][::-1]
    frame = {"locale": _locale(request, asked), "systemTime": int(now.timestamp() * 1000)}
    if conversation_id := _conversation_id(request, asked):
        frame["conversationId"] = conversation_id
    text = wire.encode({**fields, **frame})
    return HttpResponse(text, content_type="application/json;charset=UTF-8")


def _authenticate(request: HttpRequest) -> Merchant:
    given = read_authorization(request.headers.get("Authorization", ""))
    if given is None:
        raise IyzicoError("1001")
    merchant = Merchant.objects.filter(api_key=given.api_key).first()
    if merchant is None:
        raise IyzicoError("1001")
    random_key = request.headers.get("x-iyzi-rnd", "")
    expected = request_signature(merchant.secret_key, random_key, request.path, request.body)
    if random_key != given.random_key or not is_genuine(given.signature, expected):
        raise IyzicoError("1000")
    return merchant


def _read_body(request: HttpRequest) -> dict[str, Any]:
    try:
        return wire.decode(request.body)
    except ValueError:
        raise IyzicoError("11") from None


def _conversation_id(request: HttpRequest, asked: dict[str, Any]) -> str:
    value = asked.get("conversationId", request.GET.get("conversationId", ""))
    return "" if value is None else str(value)


def _locale(request: HttpRequest, asked: dict[str, Any]) -> str:
    return "en" if asked.get("locale", request.GET.get("locale")) == "en" else "tr"
