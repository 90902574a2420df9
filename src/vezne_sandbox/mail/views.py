"""The inbox: pages, and JSON for tests."""

import re

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods

from vezne_sandbox.clock import sandbox_now
from vezne_sandbox.mail.models import Mail
from vezne_sandbox.mail.sending import Letter, NotSent, can_send, draft_answer, letter_send
from vezne_sandbox.mail.services import find_mail, list_mails


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """All addresses, or one."""
    to = request.GET.get("to", "")
    return render(
        request, "mail/inbox.html", {"mails": list_mails(to=to), "to": to, "can_send": can_send()}
    )


@require_GET
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message; its HTML is drawn in a frame that runs nothing."""
    return render(request, "mail/message.html", {"mail": _get(pk), "can_send": can_send()})


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one as its receiver's mail program does."""
    mail = _get(pk)
    return _compose(request, draft_answer(mail), answers=mail)


@require_http_methods(["GET", "POST"])
def compose(request: HttpRequest) -> HttpResponse:
    """A letter that answers nothing."""
    return _compose(request, Letter("", request.GET.get("to", ""), "", ""), answers=None)


def _compose(request: HttpRequest, letter: Letter, *, answers: Mail | None) -> HttpResponse:
    sent = refusal = ""
    if request.method == "POST":
        letter = _typed(request)
        try:
            sent = letter_send(letter, answers=answers, now=sandbox_now())
        except NotSent as error:
            refusal = str(error)
    context = {
        "letter": letter,
        "mail": answers,
        "can_send": can_send(),
        "sent": sent,
        "refusal": refusal,
    }
    return render(request, "mail/answer.html", context, status=422 if refusal else 200)


def _typed(request: HttpRequest) -> Letter:
    given = request.POST
    return Letter(
        sender=given.get("sender", "").strip(),
        to=given.get("to", "").strip(),
        subject=given.get("subject", ""),
        body=given.get("body", "").replace("\r\n", "\n"),
        files=[
            (file.name or "dosya", file.read(), file.content_type or "")
            for file in request.FILES.getlist("files")
        ],
        is_automatic="automatic" in given,
    )


@require_GET
@xframe_options_sameorigin
def body(_request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML part alone, for the frame; its policy forbids scripts and loading.

    Links open in a tab of their own: the panel's pages do not let themselves be framed.
    """
    html = _get(pk).html
    head = re.search(r"<head[^>]*>", html, re.IGNORECASE)
    at = head.end() if head else 0
    return HttpResponse(f'{html[:at]}<base target="_blank">{html[at:]}')


@require_GET
def raw(_request: HttpRequest, pk: int) -> HttpResponse:
    """The message as it came."""
    return HttpResponse(bytes(_get(pk).raw), content_type="text/plain; charset=utf-8")


@require_GET
def as_json(request: HttpRequest) -> HttpResponse:
    """The newest first: ``GET /_sandbox/mails?to=``."""
    rows = [
        {
            "id": mail.pk,
            "messageId": mail.message_id,
            "from": mail.sender,
            "to": mail.recipients.split(", "),
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "attachments": mail.attachments,
            "at": mail.received_at.isoformat(),
        }
        for mail in list_mails(to=request.GET.get("to", ""))
    ]
    return JsonResponse({"mails": rows})


def _get(pk: int) -> Mail:
    mail = find_mail(pk)
    if mail is None:
        raise Http404
    return mail
