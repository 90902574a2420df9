"""The form of an application, made from what its kind declares; the rules are the package's."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vezne.applications.errors import ApplicationIncomplete
from vezne.applications.kinds import Question, QuestionKind
from vezne.applications.types import LONGEST_NOTE, LONGEST_REASON, OTHER_PAPER
from vezne.core.errors import DomainError
from vezne.core.files import MOST_BYTES
from vezne.core.ids import random_letters
from vezne.flows.application_pages import Offer
from vezne.flows.applications import Form, papers_take
from vezne.web.fields import MoneyField
from vezne.web.forms import VezneForm

PAPER = "paper_"
ACCEPT = ".pdf,.png,.jpg,.jpeg,.webp"
INPUTS = {
    QuestionKind.EMAIL.value: {"type": "email", "autocomplete": "off"},
    QuestionKind.PHONE.value: {"type": "tel", "inputmode": "tel", "autocomplete": "off"},
    QuestionKind.TCKN.value: {"inputmode": "numeric", "autocomplete": "off"},
    QuestionKind.IBAN.value: {"autocomplete": "off"},
    QuestionKind.TEXT.value: {"autocomplete": "off"},
}


class PaperField(forms.FileField):
    """One scan or photo; what it is is told by its content later."""

    def __init__(self, **kwargs: Any) -> None:
        """Optional here: a draft may have holes."""
        super().__init__(required=False, widget=forms.FileInput(attrs={"accept": ACCEPT}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Too big is said before anything is read."""
        file = super().clean(data, initial)
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("Her dosya en çok 10 MB olabilir."))
        return file


class ApplicationForm(VezneForm):
    """The kind's questions and papers, words, and a key that makes a double click one."""

    key = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, offer: Offer, there: Collection[str] = (), **kwargs: Any
    ) -> None:
        """`there`: the papers that the application has already."""
        kwargs["initial"] = {"key": random_letters(20), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.offer = offer
        self.star = {one.key for one in offer.kind.questions if one.is_required}
        for question in offer.kind.questions:
            self.fields[question.key] = _field(question, offer)
        for paper in offer.kind.papers:
            hint = _("Yüklendi; yeni bir dosya eklemek isterseniz seçin.")
            self.fields[PAPER + paper.key] = PaperField(
                label=paper.label, help_text=hint if paper.key in there else paper.help
            )
            if paper.is_required and paper.key not in there:
                self.star.add(PAPER + paper.key)
        self.fields[PAPER + OTHER_PAPER] = PaperField(
            label=_("Başka bir belge"), help_text=_("PDF, PNG, JPEG ya da WebP; en çok 10 MB.")
        )
        self.fields["note"] = forms.CharField(
            label=_("Eklemek istedikleriniz"),
            max_length=LONGEST_NOTE,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self._dress_all()

    def _dress_all(self) -> None:
        """The base dressed what was declared; these came later. A star is a field to be filled."""
        for name, field in self.fields.items():
            css = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            if not isinstance(field.widget, forms.HiddenInput):
                field.widget.attrs["class"] = css
            if name in self.star:
                field.widget.attrs["aria-required"] = "true"

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Answers, papers and words, each under its heading."""
        papers = [self[name] for name in self.fields if name.startswith(PAPER)]
        answers = [self[one.key] for one in self.offer.kind.questions]
        return [(_("Bilgiler"), answers), (_("Belgeler"), papers), ("", [self["note"]])]

    def written(self, *, kind: str, sends: bool) -> Form:
        """What was typed, with its papers stored; outside any transaction. Raises: DomainError."""
        typed = self.cleaned_data
        given = [
            (name.removeprefix(PAPER), file.name or "", file.read())
            for name, file in typed.items()
            if name.startswith(PAPER) and file
        ]
        answers = {
            one.key: "" if typed.get(one.key) in {None, ""} else str(typed[one.key])
            for one in self.offer.kind.questions
        }
        return Form(
            typed=answers,
            note=typed.get("note", ""),
            kind=kind,
            key=typed.get("key", ""),
            papers=papers_take(given),
            sends=sends,
        )

    def refuse_send(self, error: DomainError) -> None:
        """Say what is missing where it is missing, else above the form."""
        if isinstance(error, ApplicationIncomplete):
            words = _("Göndermek için gerekli.")
            missing = str(error.details["missing"]).split(", ")
            for name, field in self.fields.items():
                if str(field.label) in missing:
                    self.add_error(name, words)
                    field.widget.attrs["class"] += " is-invalid"
            if self.errors:
                return
        self.refuse(error)


def _field(question: Question, offer: Offer) -> forms.Field:
    """Written leniently: `applications.values` reads it."""
    terms: dict[str, Any] = {
        "label": question.label, "required": False, "help_text": question.help,
    }  # fmt: skip
    if question.kind == QuestionKind.MONEY:
        return MoneyField(**terms)
    if question.kind == QuestionKind.CHOICE:
        choices = [("", _("Seçin")), *offer.choices.get(question.key, ())]
        return forms.ChoiceField(choices=choices, **terms)
    if question.kind == QuestionKind.LONG:
        return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **terms)
    attrs = INPUTS[question.kind]
    return forms.CharField(max_length=300, widget=forms.TextInput(attrs=attrs), **terms)


def initial_of(offer: Offer, values: dict[str, str]) -> dict[str, Any]:
    """Kept answers as the fields show them."""
    money = {one.key for one in offer.kind.questions if one.kind == QuestionKind.MONEY}
    return {key: int(value) if key in money else value for key, value in values.items()}


class WhyForm(VezneForm):
    """Words that the applicant reads; `seen` is the version that stood on the page."""

    reason = forms.CharField(
        label=_("Nedeni"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Başvuran görür."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput)
