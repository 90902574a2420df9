"""A page that is one form: shown, checked, written, or shown again with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpResponse
from django.utils.functional import Promise

from vezne.core.errors import DomainError
from vezne.web.access import VezneRequest, redirect_to
from vezne.web.desk.replies import page
from vezne.web.forms import VezneForm

AnyForm = TypeVar("AnyForm", bound=VezneForm)


@dataclass(frozen=True, slots=True)
class FormPage:
    """What stands around the form."""

    title: str | Promise
    button: str | Promise
    back_url: str
    back_label: str | Promise
    lead: str | Promise = ""


def bound(request: VezneRequest, form: type[AnyForm], **kwargs: Any) -> AnyForm:
    """The form with what was typed; empty, or filled with `initial`, before that."""
    return form(request.POST, **kwargs) if request.method == "POST" else form(**kwargs)


def answer_form(
    request: VezneRequest,
    form: VezneForm,
    around: FormPage,
    write: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """Write what was typed and go where `write` says, or show the form with its refusal (422)."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return redirect_to(request, write(form.cleaned_data))
            except DomainError as error:
                form.refuse(error)
    context = {
        "form": form,
        "title": around.title,
        "button": around.button,
        "back_url": around.back_url,
        "back_label": around.back_label,
        "lead": around.lead,
    }
    return page(request, "_form_page", context, status=status)
