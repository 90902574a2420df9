"""Who may open which page: every view declares it, and a test fails for one that does not.

    @panel_page()                   a member of the account, whatever the role
    @panel_page(role=Role.STAFF)    who may work there; likewise MANAGER, ADMIN
    @desk_page(role=…)              a member of a seller, with a second factor where it is asked for
    @operator_page                  a manager of the account that runs the installation
    @signed_in_page                 any signed-in user, also without an account
    @public_page                    everybody

The declaration stays on the view as `view.vezne_access`, so a test can walk the addresses and try
each with every role. Anonymous visitors are sent to the sign-in page (htmx: `HX-Redirect`), members
without the role get 403.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Literal, TypeVar, overload
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from vezne.accounts.models import Role, User
from vezne.accounts.types import Seat, SeatChoice
from vezne.core.audit import Actor

SEAT_KEY = "vezne_account"
"""In the session: the account that the user sits at."""
PORTAL_KEY = "vezne_portal"
"""In the session of a visit over an outside panel's link: seller and return address."""

RETURN_KEY = "vezne_return"
"""In the session of somebody who was signed in when the link came: the return address alone."""

FIRST_PASSWORD = "first_password"  # noqa: S105 - the name of an address
"""The page that a person whose password somebody else chose has to pass first."""

PageFace = Literal["panel", "desk"]
AccessKind = Literal["public", "signed_in", "panel", "desk", "operator"]
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class VezneRequest(HttpRequest):
    """A request as `web.middleware` leaves it, of a signed-in member; for annotations only."""

    user: User  # anonymous on public pages: ask `isinstance(request.user, User)` there
    now: datetime  # the installation's time
    seat: Seat  # None on public and signed-in pages when there is no membership
    choices: tuple[SeatChoice, ...]  # the accounts that the user may switch to
    actor: Actor
    face: PageFace
    theme: str
    htmx: Any


@dataclass(frozen=True, slots=True)
class Access:
    """What a view asks for; `role` is None where no membership is needed."""

    kind: AccessKind
    role: str | None = None


def access_of(view: Callable[..., Any]) -> Access | None:
    """What the view declared, or None."""
    return getattr(view, "vezne_access", None)


def redirect_to(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect that htmx follows as a page, not as a fragment."""
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def redirect_to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page, and back here afterwards when this is a page one can come back to."""
    htmx = getattr(request, "htmx", None)
    back = htmx.current_url_abs_path if htmx else None
    if not htmx and request.method == "GET":
        back = request.get_full_path()
    query = "?" + urlencode({"next": back}) if back else ""
    return redirect_to(request, reverse("account_login") + query)


def has_second_factor(request: HttpRequest) -> bool:
    """True when this session was opened, or confirmed, with a code or a passkey."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def _ask_second_factor(request: VezneRequest) -> HttpResponse:
    messages.warning(request, _("Yönetim sayfaları için ikinci doğrulama gerekir."))
    if is_mfa_enabled(request.user):
        query = urlencode({"next": request.get_full_path()})
        return redirect_to(request, f"{reverse('mfa_reauthenticate')}?{query}")
    return redirect_to(request, reverse("mfa_index"))


def _refusal(request: VezneRequest, access: Access) -> HttpResponse | None:
    """The answer for somebody who may not open the page, or None."""
    if access.kind == "public":
        return None
    user: User | AnonymousUser = request.user
    if not user.is_authenticated:
        return redirect_to_sign_in(request)
    if user.must_change_password and request.path_info != reverse(FIRST_PASSWORD):
        return redirect_to(request, reverse(FIRST_PASSWORD))
    if access.kind == "signed_in":  # asks the session: allauth replays requests without a seat
        if PORTAL_KEY in request.session:
            raise PermissionDenied
        return None
    seat: Seat | None = request.seat
    if seat is None:
        return redirect_to(request, reverse("no_account"))
    if access.kind in ("desk", "operator"):
        return _desk_refusal(request, seat, access)
    if not seat.may(access.role or Role.VIEWER):
        raise PermissionDenied
    return None


def _desk_refusal(request: VezneRequest, seat: Seat, access: Access) -> HttpResponse | None:
    has_desk = seat.is_operator if access.kind == "operator" else seat.is_seller
    if not has_desk or seat.portal_seller_id is not None:
        raise PermissionDenied
    if not seat.may(access.role or Role.VIEWER):
        raise PermissionDenied
    if settings.VEZNE_DESK_SECOND_FACTOR and not has_second_factor(request):
        return _ask_second_factor(request)
    return None


def _guard(access: Access) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: VezneRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refusal = _refusal(request, access)
            return view(request, *args, **kwargs) if refusal is None else refusal

        guarded.vezne_access = access  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return decorate


def panel_page(*, role: str = Role.VIEWER) -> Callable[[View], View]:
    """A page of the panel: what the account buys."""
    return _guard(Access("panel", role))


def desk_page(*, role: str = Role.VIEWER) -> Callable[[View], View]:
    """A page of the desk: what the account sells."""
    return _guard(Access("desk", role))


@overload
def operator_page(view: View) -> View: ...
@overload
def operator_page(view: None = None, *, role: str = ...) -> Callable[[View], View]: ...
def operator_page(
    view: View | None = None, *, role: str = Role.MANAGER
) -> View | Callable[[View], View]:
    """A page of the installation: sellers, jobs, clock, health."""
    guard: Callable[[View], View] = _guard(Access("operator", role))
    return guard if view is None else guard(view)


def signed_in_page(view: View) -> View:
    """A page of the person: password, second factor, sessions; closed to an outside visit."""
    guard: Callable[[View], View] = _guard(Access("signed_in"))
    return guard(view)


def public_page(view: View) -> View:
    """A page for everybody; says so, that nobody forgets to think about it."""
    guard: Callable[[View], View] = _guard(Access("public"))
    return guard(view)
