"""Forms of tickets: a question, words with files, and what the desk does with a ticket."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vezne.accounts.people import TeamRow
from vezne.core.ids import random_letters
from vezne.flows.tickets import files_take
from vezne.support.models import Department, Ticket
from vezne.support.types import LONGEST_BODY, Priority, Words
from vezne.web.access import VezneRequest
from vezne.web.forms import VezneForm
from vezne.web.uploads import FilesField, contents


class WordsForm(VezneForm):
    """Words and files; `key` makes a double click one message."""

    body = forms.CharField(
        label=_("Mesajınız"),
        max_length=LONGEST_BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    attachments = FilesField()
    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """A fresh key for a fresh form."""
        kwargs["initial"] = {"key": random_letters(20), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Words, or at least a file."""
        typed = super().clean() or {}
        if not self.errors and not typed.get("body", "").strip() and not typed.get("attachments"):
            self.add_error("body", _("Mesajınızı yazın."))
        return typed

    def words(self, request: VezneRequest) -> Words:
        """What was said, with its files stored; outside any transaction. Raises: DomainError."""
        typed, user = self.cleaned_data, request.user
        return Words(
            body=typed["body"],
            author_id=user.pk,
            author_label=user.full_name,
            author_email=user.email,
            key=f"{user.pk}:{typed['key']}" if typed["key"] else "",
            files=files_take(contents(typed["attachments"])),
        )


class QuestionForm(WordsForm):
    """A new ticket."""

    subject = forms.CharField(label=_("Konu"), max_length=160)
    department = forms.ChoiceField(label=_("Birim"))
    service = forms.ChoiceField(label=_("İlgili hizmet"), required=False)
    priority = forms.ChoiceField(label=_("Öncelik"), choices=Priority.choices)
    field_order = ("subject", "department", "service", "priority", "body", "attachments", "key")

    def __init__(
        self,
        *args: Any,
        departments: list[Department],
        services: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        """Offer the seller's departments and the buyer's services; none, no field."""
        given = kwargs.get("initial") or {}
        kwargs["initial"] = {"priority": Priority.NORMAL.value, **given}
        super().__init__(*args, **kwargs)
        self.fields["body"].required = True
        choices: dict[str, list[tuple[str, Any]]] = {
            "department": [
                (row.public_id, f"{row.name} — {row.description}" if row.description else row.name)
                for row in departments
            ],
            "service": [("", _("Belirli bir hizmet değil")), *services] if services else [],
        }
        for name, offered in choices.items():
            if offered:
                field: Any = self.fields[name]
                field.choices = offered
            else:
                del self.fields[name]


class AnswerForm(WordsForm):
    """The seller's words; `seen` is the last message that stood on the page."""

    seen = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)
    field_order = ("body", "attachments", "key", "seen")


class RatingForm(VezneForm):
    """Five stars and a few words."""

    stars = forms.TypedChoiceField(
        label=_("Nasıl buldunuz"),
        coerce=int,
        choices=[
            (5, _("5 · Çok iyi")),
            (4, _("4 · İyi")),
            (3, _("3 · Orta")),
            (2, _("2 · Kötü")),
            (1, _("1 · Çok kötü")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Notunuz"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NoteForm(VezneForm):
    """What the buyer does not see."""

    note = forms.CharField(
        label=_("İç not"),
        max_length=LONGEST_BODY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Yalnızca çalışanlarınız görür."),
    )
    note_files = FilesField(help_text="")

    def clean(self) -> dict[str, Any]:
        """Words, or at least a file."""
        typed = super().clean() or {}
        if not self.errors and not typed.get("note", "").strip() and not typed.get("note_files"):
            self.add_error("note", _("Notunuzu yazın."))
        return typed

    def words(self, request: VezneRequest) -> Words:
        """What was noted, with its files stored; outside any transaction. Raises: DomainError."""
        typed, user = self.cleaned_data, request.user
        files = files_take(contents(typed["note_files"]))
        return Words(typed["note"], user.pk, user.full_name, files=files)


class AssignForm(VezneForm):
    """Whose it is."""

    assignee = forms.ChoiceField(label=_("Sorumlu"), required=False)

    def __init__(self, *args: Any, members: list[TeamRow], **kwargs: Any) -> None:
        """Offer who works here."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assignee"]
        field.choices = [
            ("", _("Kimse")),
            *((row.public_id, row.name) for row in members),
        ]


class MoveForm(VezneForm):
    """Another department, priority or subject."""

    subject = forms.CharField(label=_("Konu"), max_length=160)
    department = forms.ChoiceField(label=_("Birim"), required=False)
    priority = forms.ChoiceField(label=_("Öncelik"), choices=Priority.choices)

    def __init__(self, *args: Any, departments: list[Department], **kwargs: Any) -> None:
        """Offer the seller's departments."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["department"]
        field.choices = [("", _("Yok")), *((row.public_id, row.name) for row in departments)]


class MergeForm(VezneForm):
    """Into which other ticket of the same buyer."""

    into = forms.ChoiceField(label=_("Hangi taleple"))

    def __init__(self, *args: Any, tickets: list[Ticket], **kwargs: Any) -> None:
        """Offer the buyer's other live tickets."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.choices = [(row.public_id, f"#{row.number} {row.subject}") for row in tickets]
