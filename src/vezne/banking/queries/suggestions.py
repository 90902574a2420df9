"""Whose a waiting movement may be: buyers ranked, each with the reasons, for a person to choose.

What is too weak to credit money by itself is still worth showing: a phone that was somebody's
once, the exact sum of one open invoice, a name that resembles. Asked for one movement at a time.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from difflib import SequenceMatcher

from django.db.models import F, Q
from django.utils.translation import gettext as _

from vezne.accounts.models import Account
from vezne.banking.matching.decide import clues_of
from vezne.banking.models import Movement, Promise, TransferNotice
from vezne.banking.queries.directory import Directory, directory_read, wanted_of
from vezne.banking.queries.lines import line_of
from vezne.banking.reference import codec
from vezne.banking.types import Line, NoticeState, Suggestion
from vezne.core.scope import acting_as_system
from vezne.core.turkish import fold
from vezne.invoicing.models import Invoice, InvoiceStatus
from vezne.ledger.models import CurrentAccount

MOST = 6
LETTERS = 4
"""A word of a name that has fewer says nothing."""
ALIKE = 0.6
COMMON = frozenset({"limited", "anonim", "sirketi", "sirket", "ticaret", "sanayi", "insaat"})
NEAR = timedelta(days=10)
MOST_ASKED = 2 * MOST
"""More buyers than these with the same open sum say nothing."""


class _Ranking:
    """Reasons and points by current account."""

    def __init__(self) -> None:
        self.points: dict[int, int] = defaultdict(int)
        self.reasons: dict[int, list[str]] = defaultdict(list)

    def add(self, account: int, points: int, reason: str) -> None:
        """One more reason for an account; a reason counts once."""
        if reason not in self.reasons[account]:
            self.points[account] += points
            self.reasons[account].append(reason)


def suggestions_for(movement: Movement, *, most: int = MOST) -> list[Suggestion]:
    """The buyers that a movement of the caller's scope may belong to, the likeliest first."""
    with acting_as_system("banking: suggestions"):
        line = line_of(movement)
        ranking = _Ranking()
        _by_clues(movement.seller_id, line, ranking)
        _by_sum(movement, ranking)
        _by_notices(movement, ranking)
        _by_name(movement, ranking)
        return _ranked(ranking, most)


def _by_clues(seller_id: int, line: Line, ranking: _Ranking) -> None:
    clues = clues_of(line, codec=codec(), with_phones=True)
    directory = directory_read(seller_id=seller_id, wanted=wanted_of([clues]))
    meanings = directory.meanings(clues, at=line.at, on=line.booked_on)
    for account in meanings.references:
        ranking.add(account, 80, _("Açıklamada bu alıcının kodu var."))
    for account in meanings.ibans:
        ranking.add(account, 60, _("Gönderen IBAN bu alıcıya kayıtlı."))
    for account in meanings.tax_ids:
        ranking.add(account, 55, _("VKN/TCKN bu alıcının."))
    for account in meanings.phones:
        ranking.add(account, 45, _("Açıklamada bu alıcının telefonu var."))
    for account in _once(directory) - meanings.phones:
        ranking.add(account, 20, _("Açıklamadaki telefon başka bir tarihte bu alıcınındı."))
    fits = [a for a in directory.buyers if line.amount_minor in _sums(directory, a, line.currency)]
    for account in fits:
        ranking.add(account, 15, _("Tutar açık ödemesine tam uyuyor."))


def _once(directory: Directory) -> set[int]:
    return {span.current_account_id for spans in directory.phones.values() for span in spans}


def _sums(directory: Directory, account: int, currency: str) -> frozenset[int]:
    return directory.standing(account, currency).sums


def _by_sum(movement: Movement, ranking: _Ranking) -> None:
    """Who owes, or has promised, exactly this; told only while few do."""
    promised = Promise.objects.filter(
        seller_id=movement.seller_id,
        currency=movement.currency,
        amount_minor=movement.amount_minor,
        ended_at=None,
    )
    for account in promised.values_list("current_account_id", flat=True)[:MOST_ASKED]:
        ranking.add(account, 30, _("Tam bu tutarı havale edeceğini söyledi."))
    owing = Invoice.objects.filter(
        seller_id=movement.seller_id,
        currency=movement.currency,
        status=InvoiceStatus.OPEN,
        total_minor=movement.amount_minor + F("paid_minor"),
    )
    found = set(owing.values_list("current_account_id", flat=True)[:MOST_ASKED])
    for account in found if len(found) < MOST_ASKED else ():
        ranking.add(account, 15, _("Tutar açık ödemesine tam uyuyor."))


def _by_notices(movement: Movement, ranking: _Ranking) -> None:
    rows = TransferNotice.objects.filter(
        Q(amount_minor=movement.amount_minor, currency=movement.currency)
        | (Q(iban_index=movement.iban_index) & ~Q(iban_index="")),
        seller_id=movement.seller_id,
        state=NoticeState.OPEN,
        sent_on__range=(movement.booked_on - NEAR, movement.booked_on + NEAR),
    )
    for row in rows[:MOST_ASKED]:
        is_same = bool(movement.iban_index) and row.iban_index == movement.iban_index
        points = 60 if is_same else 40
        ranking.add(row.current_account_id, points, _("Bu havaleyi bildirdi."))


def _by_name(movement: Movement, ranking: _Ranking) -> None:
    name = fold(movement.counterparty_name) or fold(movement.description)
    words = [w for w in name.split() if len(w) >= LETTERS and w not in COMMON and w.isalpha()][:6]
    if not words:
        return
    said = Q()
    for word in words:
        said |= Q(search_key__contains=word)
    ours = CurrentAccount.objects.filter(seller_id=movement.seller_id).values("buyer_id")
    likely = Account.objects.filter(said, pk__in=ours).exclude(pk=movement.seller_id)[:50]
    alike = {
        account.pk: max(_alike(name, fold(one)) for one in (account.name, account.legal_name))
        for account in likely
    }
    by_buyer = dict(
        CurrentAccount.objects.filter(seller_id=movement.seller_id, buyer_id__in=alike).values_list(
            "buyer_id", "pk"
        )
    )
    for buyer_id, ratio in alike.items():
        if ratio >= ALIKE:
            ranking.add(by_buyer[buyer_id], int(30 * ratio), _("Gönderenin adı benziyor."))


def _alike(said: str, name: str) -> float:
    """How alike two folded names are, 0 to 1; a name that is wholly said counts fully."""
    if name and name in said:
        return 1.0
    return SequenceMatcher(None, said, name).ratio()


def _ranked(ranking: _Ranking, most: int) -> list[Suggestion]:
    best = sorted(ranking.points, key=lambda one: (-ranking.points[one], one))[:most]
    rows = CurrentAccount.objects.select_related("buyer").in_bulk(best)
    return [
        Suggestion(
            current_account_id=account,
            buyer_id=rows[account].buyer_id,
            buyer_public_id=rows[account].buyer.public_id,
            buyer_name=rows[account].buyer.name,
            score=min(100, ranking.points[account]),
            reasons=tuple(ranking.reasons[account]),
        )
        for account in best
        if account in rows
    ]
