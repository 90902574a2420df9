"""A ticket that staff opens for a customer who rang or came by."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from vezne.accounts.models import Role
from vezne.core.errors import DomainError
from vezne.flows.ticket_opening import Question, service_label, staff_asks
from vezne.reports.desk import get_buyer
from vezne.subscriptions.queries import services_for
from vezne.subscriptions.states import OVER_STATES
from vezne.support.queries import departments_of
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.catalogue import either
from vezne.web.desk.replies import done, page
from vezne.web.ticket_forms import QuestionForm

LEAD = _("Yazdıklarınız müşteriye sizin adınızla gider.")


@desk_page(role=Role.STAFF)
@either
def ticket_open(request: VezneRequest, public_id: str) -> HttpResponse:
    """Open one with the seller's words."""
    seller_id, is_sent = request.seat.account_id, request.method == "POST"
    buyer = get_buyer(seller_id, public_id)
    services = [
        (row.subscription.public_id, service_label(row.subscription))
        for row in services_for(buyer.pk, now=request.now, seller_id=seller_id)
        if row.state not in OVER_STATES
    ]
    form = QuestionForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        departments=list(departments_of(seller_id, active_only=True)),
        services=services,
    )
    if is_sent and form.is_valid():
        typed = form.cleaned_data
        question = Question(
            subject=typed["subject"],
            priority=typed["priority"],
            department=typed.get("department", ""),
            service=typed.get("service", ""),
        )
        try:
            ticket = staff_asks(
                seller_id=seller_id,
                buyer_id=buyer.pk,
                question=question,
                words=form.words(request),
                actor=request.actor,
                now=request.now,
            )
        except DomainError as error:
            is_file = error.code.startswith("file_") or error.code == "too_many_files"
            form.refuse(error, "attachments" if is_file else None)
        else:
            return done(request, _("Talep açıldı."), "desk_ticket", ticket.public_id)
    context = {
        "form": form,
        "title": _("Müşteri için talep aç"),
        "button": _("Talep aç"),
        "back_url": reverse("web:desk_account", args=[public_id]),
        "back_label": buyer.name,
        "lead": LEAD,
    }
    return page(request, "_form_page", context, status=422 if is_sent else 200)
