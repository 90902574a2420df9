"""What every API call of PayTR has in common: who asks, is the token right, JSON back."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.paytr.models import Shop
from vezne_sandbox.paytr.signatures import is_genuine, request_token
from vezne_sandbox.traffic.switches import disturbed

ENDPOINTS: list[str] = []


class PayTRError(Exception):
    """An expected refusal: the fields of the answer."""

    def __init__(self, status: str, words: str, number: str = "") -> None:
        super().__init__(words)
        self.fields = {"status": status, "reason": words, "err_msg": words}
        if number:
            self.fields["err_no"] = number


@dataclass(frozen=True)
class Call:
    """One genuine request."""

    shop: Shop
    form: dict[str, str]
    now: datetime

    def text(self, name: str) -> str:
        """A field, empty when it is missing."""
        return self.form.get(name, "")


Handler = Callable[[Call], Any]


def endpoint(name: str, *hashed: str) -> Callable[[Handler], Callable[..., HttpResponseBase]]:
    """Make a view of a handler; ``hashed`` are the fields of the token, in order."""
    ENDPOINTS.append(name)

    def decorate(handler: Handler) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @wraps(handler)
        def view(request: HttpRequest) -> HttpResponseBase:
            if request.method != "POST":
                return HttpResponse(status=405)
            return disturbed(request, name, lambda _: _answer(request, handler, hashed))

        return view

    return decorate


def _answer(request: HttpRequest, handler: Handler, hashed: tuple[str, ...]) -> HttpResponse:
    form = {name: str(value) for name, value in request.POST.items()}
    try:
        shop = Shop.objects.filter(merchant_id=form.get("merchant_id", "")).first()
        fields = [form.get(name, "") for name in hashed]
        if shop is None:
            raise PayTRError("error", "Gecersiz magaza (merchant_id)", "001")
        expected = request_token(shop.merchant_key, shop.merchant_salt, *fields)
        if not is_genuine(form.get("paytr_token", ""), expected):
            raise PayTRError("error", "paytr_token gonderilmedi veya gecersiz", "003")
        answer = handler(Call(shop=shop, form=form, now=sandbox_now()))
    except PayTRError as error:
        answer = error.fields
    text = json.dumps(answer, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json;charset=UTF-8")
