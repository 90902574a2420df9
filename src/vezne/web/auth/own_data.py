"""Verilerim: take what is kept about oneself, ask to be erased, think better of it (KVKK m.11)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vezne.core.errors import DomainError
from vezne.flows.privacy import erasure_blocks
from vezne.privacy.queries import last_erasure_of
from vezne.privacy.services import erasure_ask, erasure_withdraw
from vezne.privacy.types import ErasureState
from vezne.reports.person import person_data
from vezne.web.access import VezneRequest, redirect_to, signed_in_page
from vezne.web.archives import zip_answer
from vezne.web.forms import VezneForm

README = """Bu dosyada Vezne'nin hakkınızda sakladığı kişisel veriler vardır (KVKK m.11).
Her .json dosyası bir bölümdür; herhangi bir metin düzenleyiciyle açılır.
Zamanlar UTC'dir; tutarlar kuruş cinsindendir.

The personal data that Vezne keeps about you. Each .json file is a section; any text editor opens
it. Times are in UTC, amounts in minor units.
"""


class ErasureForm(VezneForm):
    """Why, if the person likes to say, and that it is meant."""

    words = forms.CharField(
        label=_("Eklemek istedikleriniz"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_sure = forms.BooleanField(
        label=_("Hesabıma bir daha giremeyeceğimi ve bunun geri alınamayacağını anladım.")
    )


@signed_in_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def own_data(request: VezneRequest) -> HttpResponse:
    """What one may do; a POST asks to be erased."""
    form, status = ErasureForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                erasure_ask(
                    user_id=request.user.pk,
                    words=form.cleaned_data["words"],
                    now=request.now,
                    actor=request.actor,
                )
            except DomainError as error:
                form.refuse(error)
            else:
                messages.success(request, _("Silme talebiniz alındı."))
                return redirect_to(request, reverse("own_data"))
    last = last_erasure_of(request.user.pk)
    context = {
        "form": form,
        "wish": last,
        "is_open": last is not None and last.state == ErasureState.OPEN,
        "blocks": erasure_blocks(request.user.pk, now=request.now),
        "submit": _("Silinmesini iste"),
    }
    return render(request, "auth/own_data.html", context, status=status)


@signed_in_page
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def own_data_file(request: VezneRequest) -> HttpResponseBase:
    """Everything as one zip of readable files."""
    sections = person_data(request.user.pk)

    def files() -> Iterator[tuple[str, bytes]]:
        yield "OKUYUN.txt", README.encode()
        for name, rows in sections.items():
            text = json.dumps(rows, ensure_ascii=False, indent=1)
            yield f"{name}.json", text.encode()

    answer = zip_answer("kisisel-verilerim", files(), now=request.now)
    answer["Cache-Control"] = "no-store"
    return answer


@signed_in_page
@require_POST
def own_data_keep(request: VezneRequest) -> HttpResponse:
    """The wish is taken back."""
    try:
        erasure_withdraw(user_id=request.user.pk, now=request.now, actor=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Silme talebinizden vazgeçtiniz."))
    return redirect_to(request, reverse("own_data"))
