"""The installation's time, for the sandbox and for outside programs of a demo."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from vezne.core.clock import read_now

router = Router(tags=["clock"])


class ClockOut(Schema):
    """The instant."""

    now: datetime


@router.get("", response=ClockOut, auth=None)
def clock(request: HttpRequest) -> dict[str, datetime]:
    """The installation's time; outside sandbox mode it is the real one."""
    del request
    return {"now": read_now()}
