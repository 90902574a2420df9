"""Pages that need an entitlement: open while it is paid for, else one page that says what opens it.

    @needs_entitlement("mesajkule.panel")            a module's page; a member of any role
    @needs_entitlement("kule.sms", role=Role.STAFF)  who may work there

The decorator is a `panel_page` of its own. While the account may use the key the view answers. Else
everybody gets the same refusal in the form that fits the caller:

    a page            status 402 and the page that shuts: what is owed, its pay button, the support
    an htmx fragment  `HX-Redirect` to that page's own address (`web:shut`)
    a program         status 402 in the API's shape, with `details.pay_url`

Whose `Accept` names JSON before HTML is a program. The page waits for its opening by itself and
then goes on: to where the member wanted to go, else back to the panel that sent them, else to
Hizmetlerim. Sign-in, invoices, payment, support and data export are never guarded.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from vezne.accounts.models import Role
from vezne.core.errors import DomainError
from vezne.reports.closure import Closure, find_closure
from vezne.web.access import PORTAL_KEY, RETURN_KEY, VezneRequest, View, panel_page

NEXT = "next"
"""In the page's address: where the member wanted to go."""

SHUT_PAGES = "/kapali/"


class EntitlementClosed(DomainError):
    """The account may not use this now; `details` says why and where it is paid."""

    code = "entitlement_closed"
    status = 402
    message = _("Bu hizmet kullanıma kapalı.")


WORDS = {
    "debt": _("Ödemesi geciken hizmetiniz olduğu için bu platformun modülleri kapandı."),
    "pending": _("Siparişiniz ilk ödemesini bekliyor."),
    "trial_over": _("Deneme süreniz sona erdi. Devam etmek için bir paket seçin."),
    "staff": _("Bu hizmet satıcı tarafından durduruldu."),
    "ended": _("Hizmetiniz sona erdi. Yeniden başlamak için bir paket seçin."),
    "none": _("Bu bölüm paketinizde yok. Kullanmak için bir paket seçin."),
}
"""What a program reads for each reason; the page says more (`errors/402.html`)."""


def needs_entitlement(key: str, *, role: str = Role.VIEWER) -> Callable[[View], View]:
    """A panel page that answers only while the account may use `key`; the module says how else."""

    def decorate(view: View) -> View:
        @panel_page(role=role)
        @wraps(view)
        def guarded(request: VezneRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            closure = find_closure(request.seat, key, now=request.now)
            if closure is None:
                return view(request, *args, **kwargs)
            return refusal(request, closure)

        return guarded  # type: ignore[return-value]

    return decorate


def refusal(request: VezneRequest, closure: Closure) -> HttpResponse:
    """The one refusal, as a page, a fragment's redirect, or in the API's shape."""
    if request.htmx:
        wanted = request.htmx.current_url_abs_path or ""
        return HttpResponseClientRedirect(shut_url(closure.key, wanted))
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return _for_programs(request, closure)
    return shut_page(request, closure, request.get_full_path() if request.method == "GET" else "")


def shut_page(request: VezneRequest, closure: Closure, wanted: str) -> HttpResponse:
    """`errors/402.html`: it asks every second whether it may go on to `wanted`."""
    context = {
        "closure": closure,
        "contacts": closure.contacts,
        "may_act": request.seat.may(Role.STAFF),
        "packages_url": packages_url(closure),
        "poll": shut_url(closure.key, wanted, name="shut_state"),
    }
    response = render(request, "errors/402.html", context, status=402)
    add_never_cache_headers(response)
    return response


def shut_url(key: str, wanted: str = "", *, name: str = "shut") -> str:
    """The address of the page that shuts `key`, which goes on to `wanted` once it is open."""
    query = "?" + urlencode({NEXT: wanted}) if wanted else ""
    return reverse(f"web:{name}", args=[key]) + query


def way_on(request: VezneRequest) -> str:
    """Where somebody goes whose key is open (again).

    The return address was allow-listed when the outside panel's link was made.
    """
    wanted = wanted_of(request)
    if wanted:
        return wanted
    portal = request.session.get(PORTAL_KEY)
    back = portal["return_url"] if portal else request.session.get(RETURN_KEY, "")
    return str(back) or reverse("web:services")


def wanted_of(request: VezneRequest) -> str:
    """The address in `next` when it lies in this house, and is not this page itself; else empty."""
    wanted = request.GET.get(NEXT, "")
    is_here = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_here and not wanted.startswith(SHUT_PAGES) else ""


def packages_url(closure: Closure) -> str:
    """Paketler, at the product that gives the key."""
    query = "?" + urlencode({"satici": closure.seller_id}) if closure.seller_id else ""
    return f"{reverse('web:packages')}{query}#{closure.product_id}"


def _for_programs(request: VezneRequest, closure: Closure) -> JsonResponse:
    """RFC 9457's media type, the API's own three members."""
    page_url = request.build_absolute_uri(shut_url(closure.key))
    owed = [
        {
            "invoice": one.invoice.public_id,
            "service": one.service,
            "amount_minor": one.invoice.open_minor,
            "currency": one.invoice.currency,
            "since": one.since,
            "pay_url": request.build_absolute_uri(reverse("web:pay", args=[one.invoice.public_id])),
        }
        for one in closure.owed
    ]
    error = EntitlementClosed(
        WORDS[closure.reason],
        key=closure.key,
        reason=closure.reason,
        platform=closure.platform,
        since=closure.since,
        owed=owed,
        pay_url=owed[0]["pay_url"] if len(owed) == 1 else page_url,
        page_url=page_url,
    )
    body = {"code": error.code, "message": str(error), "details": error.details}
    response = JsonResponse(body, status=error.status, content_type="application/problem+json")
    add_never_cache_headers(response)
    return response
