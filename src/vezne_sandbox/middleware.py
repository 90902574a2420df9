"""The browser's rules for every page of the sandbox: nothing inline, nothing from elsewhere."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_OWN_PAGES = "default-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
# A payment page may stand in a shop's frame and posts its token back to that shop.
_PAYMENT_PAGES = "default-src 'self'; form-action *; frame-ancestors *; base-uri 'none'"
# A mail is somebody else's HTML: it is drawn, never run, and loads nothing.
_MAIL_BODY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-popups allow-popups-to-escape-sandbox; "
    "frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)


class ContentSecurityPolicy:
    """Sets the policy that fits the page, and the two headers that go with it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(("/odeme", "/banka/", "/paytr/", "/nestpay/")):
            policy = _PAYMENT_PAGES
        elif request.path.startswith("/eposta/") and request.path.endswith("/govde"):
            policy = _MAIL_BODY
        else:
            policy = _OWN_PAGES
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        return response
