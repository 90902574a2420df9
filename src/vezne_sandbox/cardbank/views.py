"""The bank's page: asks for the code that it has sent to the holder's phone.

No session and no cookie: the token in the address is all, so it also works in a frame and without
script.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from vezne_sandbox.cardbank.challenges import (
    WRONG_CODES_ALLOWED,
    challenge_answer,
    challenge_find,
    code_send,
)
from vezne_sandbox.cardbank.models import Challenge, ChallengeState
from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.text import phone_key
from vezne_sandbox.traffic.switches import disturbed


@csrf_exempt
@require_http_methods(["GET", "POST"])
def challenge_page(request: HttpRequest, token: str) -> HttpResponseBase:
    """Ask, or take the answer and lead back to the provider."""
    challenge = challenge_find(token)
    if challenge is None:
        return render(request, "cardbank/form_gone.html", status=404)
    if request.method == "POST":
        return disturbed(request, "bank_page", lambda _: _answer(request, challenge))
    return _show(request, challenge)


def _answer(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    code = None if "give_up" in request.POST else request.POST.get("code", "").strip()
    answered = challenge_answer(challenge.token, code=code)
    assert answered is not None
    if answered.state == ChallengeState.OPEN:
        left = WRONG_CODES_ALLOWED - answered.wrong_codes
        return _show(request, answered, error=f"Kod yanlış. {left} deneme hakkınız kaldı.")
    return HttpResponseRedirect(answered.return_path, status=303)


@csrf_exempt
@require_http_methods(["POST"])
def challenge_new_code(request: HttpRequest, token: str) -> HttpResponse:
    """Sends the same code once more."""
    challenge = challenge_find(token)
    if challenge is None:
        return render(request, "cardbank/form_gone.html", status=404)
    if challenge.state == ChallengeState.OPEN:
        code_send(challenge, now=sandbox_now())
    return HttpResponseRedirect(reverse("challenge_page", args=[token]), status=303)


def _show(request: HttpRequest, challenge: Challenge, error: str = "") -> HttpResponse:
    if challenge.state != ChallengeState.OPEN:
        return HttpResponseRedirect(challenge.return_path, status=303)
    context = {
        "bank": challenge.bank,
        "shop": challenge.shop,
        "amount": challenge.amount_text,
        "card_text": f"•••• {challenge.last_four}",
        "phone_tail": phone_key(challenge.phone)[-4:],
        "error": error,
        "page_url": reverse("challenge_page", args=[challenge.token]),
        "new_code_url": reverse("challenge_new_code", args=[challenge.token]),
    }
    return render(request, "cardbank/bank.html", context)
