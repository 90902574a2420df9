"""One view for both faces: declared for the panel and for the desk, drawn in the frame of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise

from vezne.accounts.models import Role
from vezne.core.errors import DomainError
from vezne.web.access import VezneRequest, desk_page, panel_page, redirect_to

View = Callable[..., HttpResponse]
FRAMES = {"panel": "shell/panel.html", "desk": "desk/_base.html"}


@dataclass(frozen=True, slots=True)
class Faces:
    """The same view, declared for each face."""

    panel: View
    desk: View


def for_admin(view: View) -> Faces:
    """Only the account's Admin opens it."""
    return Faces(panel_page(role=Role.ADMIN)(view), desk_page(role=Role.ADMIN)(view))


def url_of(request: VezneRequest, name: str, *args: Any) -> str:
    """The address of a page of this package at the face that one stands at."""
    prefix = "desk_" if request.face == "desk" else ""
    return reverse(f"web:{prefix}{name}", args=args)


def page(
    request: VezneRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """`team/<template>.html` in the frame of the face."""
    context["frame"] = FRAMES[request.face]
    context["team_url"] = url_of(request, "team")
    return render(request, f"team/{template}.html", context, status=status)


def done(request: VezneRequest, words: str | Promise) -> HttpResponse:
    """Back to the users with a word of success."""
    messages.success(request, str(words))
    return redirect_to(request, url_of(request, "team"))


def refused(request: VezneRequest, error: DomainError) -> HttpResponse:
    """Back to the users, which say why it was not done."""
    messages.error(request, str(error))
    return redirect_to(request, url_of(request, "team"))
