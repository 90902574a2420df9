"""One bulletin by its day."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.tcmb.bulletins import is_published, number_of, quotes_of


@require_GET
def bulletin(request: HttpRequest, month: str, day: str) -> HttpResponse:
    """`/kurlar/202611/20112026.xml`."""
    try:
        wanted = datetime.strptime(day, "%d%m%Y").date()  # noqa: DTZ007 - a date has no zone
    except ValueError as error:
        raise Http404 from error
    if month != f"{wanted:%Y%m}" or not is_published(wanted, sandbox_now()):
        raise Http404
    page = {"day": wanted, "number": number_of(wanted), "quotes": quotes_of(wanted)}
    return render(request, "tcmb/bulletin.xml", page, content_type="application/xml")
