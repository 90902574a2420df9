"""What was typed into an application: read into one written form, checked, shown again. Pure but
for the choices, which the kind asks for.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from vezne.accounts.identifiers import (
    normalise_iban,
    normalise_phone,
    normalise_tckn,
    shown_iban,
    shown_phone,
)
from vezne.applications.kinds import ApplicationKind, Parties, Question, QuestionKind
from vezne.core.errors import DomainError
from vezne.core.money import Money
from vezne.core.wording import money_words

CURRENCY = "TRY"
READERS = {
    QuestionKind.PHONE.value: normalise_phone,
    QuestionKind.IBAN.value: normalise_iban,
    QuestionKind.TCKN.value: normalise_tckn,
}
TAIL = 4


def read_values(
    kind: ApplicationKind, typed: Mapping[str, str], parties: Parties
) -> tuple[dict[str, str], dict[str, str]]:
    """The answers in their one form, and by key what is wrong with the others.

    Nothing is asked for here: a draft may have holes (`missing_of`).
    """
    values: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for question in kind.questions:
        text = str(typed.get(question.key, "") or "").replace("\x00", "").strip()
        if not text:
            continue
        try:
            values[question.key] = _read(question, text, parties)
        except DomainError as error:
            wrong[question.key] = str(error)
        except ValidationError as error:
            wrong[question.key] = " ".join(error.messages)
    return values, wrong


def _read(question: Question, text: str, parties: Parties) -> str:
    """Raises: ValidationError, InvalidIdentifier."""
    reader = READERS.get(question.kind)
    if reader is not None:
        return reader(text)
    if len(text) > question.longest:
        raise ValidationError(_("En çok %(most)s karakter.") % {"most": question.longest})
    if question.kind == QuestionKind.EMAIL:
        validate_email(text)
        return text.lower()
    if question.kind == QuestionKind.MONEY and not (text.isascii() and text.isdigit()):
        raise ValidationError(_("Tutarı 1.234,56 biçiminde yazın."))
    if question.kind == QuestionKind.CHOICE and question.choices is not None:
        if text not in dict(question.choices(parties)):
            raise ValidationError(_("Listeden bir seçenek seçin."))
        return text
    return text if question.kind == QuestionKind.LONG else " ".join(text.split())


def missing_of(kind: ApplicationKind, values: Mapping[str, str]) -> list[str]:
    """The labels of the answers that are asked for and not there."""
    return [str(one.label) for one in kind.questions if one.is_required and not values.get(one.key)]


def shown(
    question: Question, value: str, parties: Parties | None = None, *, is_masked: bool = False
) -> str:
    """An answer as people read it; `is_masked` leaves the last digits of what is personal."""
    if not value:
        return ""
    if question.kind in {QuestionKind.TCKN, QuestionKind.IBAN} and is_masked:
        return f"…{value[-TAIL:]}"
    if question.kind == QuestionKind.IBAN:
        return shown_iban(value)
    if question.kind == QuestionKind.PHONE:
        return shown_phone(value)
    if question.kind == QuestionKind.MONEY:
        return money_words(Money(int(value), CURRENCY))
    if question.kind == QuestionKind.CHOICE and question.choices is not None and parties:
        return dict(question.choices(parties)).get(value, value)
    return value
