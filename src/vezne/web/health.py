"""Whether this process can answer."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from vezne.web.access import public_page


@public_page
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the database answers."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
