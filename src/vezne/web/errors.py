"""Pages for what went wrong: one for each HTTP status, in the words of people."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from vezne.core.errors import DomainError, NotFound

PAGES = {403: "errors/403.html", 404: "errors/404.html"}


class DomainErrorMiddleware:
    """Turns a refusal that no view caught into a page with its words and its status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Django hands over the rest of the chain."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing to do on the way in."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for an expected error; anything else goes on to the crash log."""
        if isinstance(error, DataError) and "NUL" in str(error):  # typed by no browser
            return bad_request(request, error)
        if not isinstance(error, DomainError) or request.path_info.startswith("/api/"):
            return None
        status = 404 if isinstance(error, NotFound) else error.status
        template = PAGES.get(status, "errors/refused.html")
        return render(request, template, {"message": str(error)}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500. Without the request: what every page has around it is read from the database, which may
    be what went wrong."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token has gone stale."""
    return render(request, "errors/csrf.html", {"reason": reason}, status=403)
