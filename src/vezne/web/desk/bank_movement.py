"""One bank movement with its story, and what puts it right: a wrong account, a slip of staff.

What would become a debt is said beside the button, and comes back with the form: who has spent
meanwhile is shown the new sum and asked once more.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from vezne.accounts.models import Role
from vezne.banking.errors import DebtGrew, ReturnHasLeft
from vezne.banking.models import Movement
from vezne.banking.queries.lists import get_movement
from vezne.banking.queries.reversals import payers_tied, shares_of
from vezne.banking.queries.rules import rules_of
from vezne.banking.queries.suggestions import suggestions_for
from vezne.banking.types import MovementState
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.core.wording import money_words
from vezne.flows.bank_reversal import UNKNOWN
from vezne.flows.bank_undoing import (
    Unassignment,
    movement_restore,
    reversal_resolve,
    unassign,
)
from vezne.reports.bank_movement import movement_story, tax_id_of
from vezne.reports.bank_undoing import reversal_choices, take_back_of
from vezne.web.access import VezneRequest, desk_page
from vezne.web.desk.bank_queue import waiting_of
from vezne.web.desk.bank_words import masked, sender_words, why
from vezne.web.desk.forms import ReasonForm
from vezne.web.desk.replies import done, page, refused
from vezne.web.desk.shown_log import shown_log


class UnassignForm(ReasonForm):
    """Out of a wrong account, after its consequences were shown."""

    forgets = forms.BooleanField(
        label=_("Göndereni unut"),
        required=False,
        initial=True,
        help_text=_("Gönderen bu hesaba bağlanmıştı; unutulursa sonraki havaleleri size sorulur."),
    )
    most_debt_minor = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, knows_payer: bool, **kwargs: Any) -> None:
        """Without the box where nothing was learned."""
        super().__init__(*args, auto_id="geri_%s", **kwargs)
        if not knows_payer:
            del self.fields["forgets"]


class ResolveForm(ReasonForm):
    """Which movement a reversal takes back; how one knows goes into the log."""

    original = forms.CharField(label=_("Hareket"), max_length=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Its own word for nothing chosen."""
        super().__init__(*args, auto_id="hangisi_%s", **kwargs)
        self.fields["original"].error_messages["required"] = _("Hareketi seçin.")


@desk_page()
@require_safe
def movement(request: VezneRequest, public_id: str) -> HttpResponse:
    """One of them: what the bank said, how it was judged, where the money went."""
    return _show(request, get_movement(public_id=public_id))


def _show(
    request: VezneRequest,
    row: Movement,
    *,
    undo_form: UnassignForm | None = None,
    resolve_form: ResolveForm | None = None,
    restore_form: ReasonForm | None = None,
) -> HttpResponse:
    story = movement_story(row)
    context: dict[str, Any] = {
        "row": row,
        "words": masked(row.description),
        "sender": sender_words(row),
        "tax_id": tax_id_of(row),
        "why": why(row),
        "story": story,
        "log": shown_log(story.log),
        "bank_id": row.bank_key[3:] if row.bank_key.startswith("id:") else "",
    }
    if row.state == MovementState.UNMATCHED:
        context["waiting"] = waiting_of(row, suggestions_for(row), rules_of(row.seller_id))
        if row.reason == UNKNOWN:
            found = reversal_choices(row, now=request.now)
            context["choices"] = [(one, masked(one.row.description)) for one in found]
            context["resolve_form"] = resolve_form or ResolveForm()
    elif row.state == MovementState.CREDITED:
        context["undo_form"] = undo_form or _undo_form(request, row)
        context["take_back"] = take_back_of(row, now=request.now)
    elif row.state in (MovementState.RETURNED, MovementState.IGNORED):
        context["restore_form"] = restore_form or ReasonForm(auto_id="kuyruga_%s")
    is_refused = undo_form or resolve_form or restore_form
    return page(request, "bank_movement", context, status=422 if is_refused else 200)


# -- out of a wrong account ------------------------------------------------------------------


def _undo_form(request: VezneRequest, row: Movement) -> UnassignForm:
    return UnassignForm(
        initial={"most_debt_minor": _debt(request, row)}, knows_payer=_knows_payer(row)
    )


def _knows_payer(row: Movement) -> bool:
    return bool(payers_tied(row, shares_of(row)))


def _debt(request: VezneRequest, row: Movement) -> int:
    return sum(one.debt_minor for one in take_back_of(row, now=request.now))


@desk_page(role=Role.MANAGER)
@require_POST
def undo(request: VezneRequest, public_id: str) -> HttpResponse:
    """Out of the account(s) that it was written to; it waits in the queue again."""
    row = get_movement(public_id=public_id)
    form = UnassignForm(request.POST, knows_payer=_knows_payer(row))
    if not form.is_valid():
        return _show(request, row, undo_form=form)
    typed = form.cleaned_data
    wish = Unassignment(
        typed["reason"], typed.get("forgets", True), most_debt_minor=typed["most_debt_minor"]
    )
    try:
        unassign(public_id=public_id, wish=wish, actor=request.actor, now=request.now)
    except DebtGrew as error:
        return _show(request, row, undo_form=_asked_again(request, row, error))
    except DomainError as error:
        return refused(request, error, "desk_bank_movement", public_id)
    words = _now("%(amount)s geri alındı; hareket yeniden yazılmayı bekliyor.")
    amount = money_words(Money(row.amount_minor, row.currency))
    return done(request, words % {"amount": amount}, "desk_bank_movement", public_id)


def _asked_again(request: VezneRequest, row: Movement, error: DomainError) -> UnassignForm:
    """The form as it was typed, with the debt as it is now."""
    typed = request.POST.copy()
    typed["most_debt_minor"] = str(_debt(request, row))
    form = UnassignForm(typed, knows_payer=_knows_payer(row))
    form.refuse(error)
    return form


# -- set aside by mistake --------------------------------------------------------------------


@desk_page(role=Role.STAFF)
@require_POST
def restore(request: VezneRequest, public_id: str) -> HttpResponse:
    """It was set aside by mistake; it waits in the queue again."""
    row = get_movement(public_id=public_id)
    form = ReasonForm(request.POST, auto_id="kuyruga_%s")
    if not form.is_valid():
        return _show(request, row, restore_form=form)
    reason = form.cleaned_data["reason"]
    try:
        movement_restore(public_id=public_id, reason=reason, actor=request.actor, now=request.now)
    except ReturnHasLeft as error:
        form.refuse(error)
        return _show(request, row, restore_form=form)
    except DomainError as error:
        return refused(request, error, "desk_bank_movement", public_id)
    return done(request, _("Hareket kuyruğa geri alındı."), "desk_bank_movement", public_id)


# -- an unknown reversal ---------------------------------------------------------------------


@desk_page(role=Role.MANAGER)
@require_POST
def resolve(request: VezneRequest, public_id: str) -> HttpResponse:
    """The bank has said which movement it took back; that one is undone."""
    row = get_movement(public_id=public_id)
    form = ResolveForm(request.POST)
    if not form.is_valid():
        return _show(request, row, resolve_form=form)
    typed = form.cleaned_data
    try:
        reversal_resolve(
            public_id=public_id,
            original_public_id=typed["original"],
            reason=typed["reason"],
            actor=request.actor,
            now=request.now,
        )
    except DomainError as error:
        return refused(request, error, "desk_bank_movement", public_id)
    return done(request, _("Seçilen hareket geri alındı."), "desk_bank_movement", public_id)
