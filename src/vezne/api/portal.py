"""From an outside panel to this one: a single-use link for one of a buyer's users, 60 seconds."""

from __future__ import annotations

from django.conf import settings
from ninja import Router, Schema

from vezne.accounts.services import PortalRequest, portal_session_create
from vezne.api.auth import KeyAuth, KeyRequest, in_scope
from vezne.core.clock import real_now
from vezne.reports.sellers import get_buyer

router = Router(tags=["portal"])


class PortalIn(Schema):
    """Whose panel, as whom, where to, and the way back."""

    account: str
    user: str = ""
    target: str = "/hizmetlerim/"
    return_url: str = ""


class PortalOut(Schema):
    """The link to send the browser to."""

    url: str
    expires_in: int = 60


@router.post("", response={201: PortalOut}, auth=KeyAuth("portal:write"))
@in_scope
def create(request: KeyRequest, body: PortalIn) -> tuple[int, dict[str, str]]:
    """Make a link; it works once."""
    wanted = PortalRequest(
        account_id=get_buyer(request.api_key.account_id, body.account).pk,
        user=body.user,
        target=body.target,
        return_url=body.return_url,
    )
    _link, token = portal_session_create(
        key=request.api_key,
        wanted=wanted,
        real_now=real_now(),
        now=request.now,
        actor=request.actor,
    )
    return 201, {"url": f"{settings.VEZNE_WEB_URL}/gecis/{token}/"}
