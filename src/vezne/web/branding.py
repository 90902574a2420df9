"""The style sheet of a seller's colour: its own address for each colour, kept for ever."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vezne.web.access import public_page
from vezne.web.colors import COLOR, shades_of

A_YEAR = "public, max-age=31536000, immutable"


@public_page
@require_safe
def color_sheet(request: HttpRequest, color: str) -> HttpResponse:
    """`/renk/0a7a5a.css`: says nothing of whose colour it is."""
    if not COLOR.fullmatch(f"#{color}") or color != color.lower():
        raise Http404
    page = {"shades": shades_of(f"#{color}")}
    sheet = render(request, "shell/color.css", page, content_type="text/css; charset=utf-8")
    sheet.headers["Cache-Control"] = A_YEAR
    return sheet
