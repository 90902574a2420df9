"""The port: how a kind of application is declared, and the catalogue of those that are there.

A kind says what it asks (`questions`), which papers it wants (`papers`), who may send it (`role` at
the buyer) and decide it (`decider` at the seller), and what its approval does (`apply`). Values are
texts in one written form (`values`): money in minor units, a phone as E.164.

    register(ApplicationKind(key="bill_cancel", title=_("Fatura iptali"), …, apply=bill_cancel))

`apply` runs in the transaction of the approval, in system scope, and raises a DomainError when it
cannot: then nothing is approved, and the reader of the application sees why. It is called once for
an application; the same twice at once waits at the row's lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import TextChoices
from django.utils.functional import Promise

from vezne.applications.errors import ApplicationKindNotOffered
from vezne.core.audit import Actor

Words = str | Promise


class QuestionKind(TextChoices):
    """How an answer is written and checked."""

    TEXT = "text"
    LONG = "long"
    EMAIL = "email"
    PHONE = "phone"
    IBAN = "iban"
    TCKN = "tckn"
    MONEY = "money"  # lira, kept in kuruş
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Parties:
    """Between whom; row ids."""

    seller_id: int
    buyer_id: int


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the form; `choices` are asked for when it is shown."""

    key: str
    label: Words
    kind: str = QuestionKind.TEXT.value
    is_required: bool = True
    help: Words = ""
    longest: int = 160
    choices: Callable[[Parties], Sequence[tuple[str, str]]] | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One document that is wanted."""

    key: str
    label: Words
    is_required: bool = True
    help: Words = ""


@dataclass(frozen=True, slots=True)
class Approved:
    """What an approval applies."""

    public_id: str
    number: int
    parties: Parties
    values: Mapping[str, str]
    is_own: bool  # sent by a member of the buyer; false: staff typed what it was given
    actor: Actor
    now: datetime


def nothing_known(_parties: Parties) -> dict[str, str]:
    """A kind that prefills nothing."""
    return {}


def no_basis(_parties: Parties, _values: Mapping[str, str]) -> dict[str, str]:
    """A kind whose approval depends on nothing that could change."""
    return {}


def always(_parties: Parties) -> bool:
    """A kind for every buyer."""
    return True


def no_rule(_parties: Parties, _values: Mapping[str, str]) -> None:
    """A kind without rules over several answers."""


@dataclass(frozen=True, slots=True)
class ApplicationKind:
    """One kind of application; see the module."""

    key: str
    title: Words
    summary: Words  # when one needs it, in a sentence
    questions: tuple[Question, ...]
    papers: tuple[Paper, ...]
    declaration: Words  # what the signature on the blank says
    apply: Callable[[Approved], str]  # gives the public id of what it made; "": nothing
    role: str = "admin"  # of the sender at the buyer
    decider: str = "staff"  # of who decides at the seller
    is_single: bool = False  # one live application of a buyer at a time
    shows_before: bool = False  # an answer is shown beside what it was when it was sent
    prefill: Callable[[Parties], Mapping[str, str]] = nothing_known
    basis: Callable[[Parties, Mapping[str, str]], Mapping[str, str]] = no_basis
    check: Callable[[Parties, Mapping[str, str]], None] = no_rule
    is_offered: Callable[[Parties], bool] = always

    @property
    def all_papers(self) -> dict[str, Words]:
        """Label of each wanted paper by its key."""
        return {paper.key: paper.label for paper in self.papers}


_kinds: dict[str, ApplicationKind] = {}


def register(*kinds: ApplicationKind) -> None:
    """Put kinds into the catalogue; twice changes nothing, two of one key are refused."""
    for kind in kinds:
        known = _kinds.setdefault(kind.key, kind)
        if known is not kind:
            raise ValueError(f"two kinds of application are called {kind.key}")


def find_kind(key: str) -> ApplicationKind | None:
    """The kind of this key, if it is in the catalogue (a module may be gone)."""
    return _kinds.get(key)


def kind_of(key: str) -> ApplicationKind:
    """The same. Raises: ApplicationKindNotOffered."""
    kind = _kinds.get(key)
    if kind is None:
        raise ApplicationKindNotOffered
    return kind


def list_kinds() -> list[ApplicationKind]:
    """The whole catalogue, in the order of its registration."""
    return list(_kinds.values())
