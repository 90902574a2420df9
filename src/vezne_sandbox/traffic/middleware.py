"""Writes every exchange with the simulated providers to the log; the sandbox's own pages not."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from vezne_sandbox.clock import real_now
from vezne_sandbox.traffic.log import Spoken, exchange_record
from vezne_sandbox.traffic.models import Direction
from vezne_sandbox.traffic.switches import Disturbances

_OWN = (
    *("/_sandbox", "/static/", "/sms-kutusu", "/eposta", "/istekler", "/ayarlar", "/kartlar"),
    *("/ornek-panel", "/hesaplar", "/e-belgeler", "/paytr-defteri", "/nestpay-defteri"),
)


class RequestLogger:
    """Logs what came in after it was answered, with the switches that were used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in ("/", "/favicon.ico") or request.path.startswith(_OWN):
            return self.get_response(request)
        at, started = real_now(), time.monotonic()
        asked = request.body.decode("utf-8", "replace")
        response = self.get_response(request)
        disturbances = request.META.get("sandbox.disturbances", Disturbances(""))
        exchange_record(
            Spoken(
                at=at,
                direction=Direction.IN,
                method=request.method or "",
                address=request.get_full_path(),
                endpoint=disturbances.endpoint,
                status=response.status_code,
                duration_ms=round((time.monotonic() - started) * 1000),
                request_body=asked,
                answer_body=_readable(response),
                disturbances=tuple(disturbances.used),
            )
        )
        return response


def _readable(response: HttpResponse) -> str:
    if response.streaming:
        return "(yarıda kesildi)"
    if response.get("Content-Type", "").startswith("text/html"):
        return "(sayfa)"
    return response.content.decode("utf-8", "replace")
