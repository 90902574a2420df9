"""A page that is being built: the frame and its name."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from vezne.web.access import VezneRequest, desk_page, operator_page


@desk_page()
def desk_pending(request: VezneRequest, **kwargs: str) -> HttpResponse:
    """The frame alone."""
    del kwargs
    return render(request, "shell/desk.html")


@operator_page
def operator_pending(request: VezneRequest) -> HttpResponse:
    """The frame alone."""
    return render(request, "shell/desk.html")
