"""Whose waiting movements may be: buyers ranked, each with the reasons, for a person to choose.

A suggestion never moves money: it stands beside a button. What is too weak to credit by itself is
still worth showing: a phone that was somebody's once, the exact sum of an open invoice, the name of
a firm or of one of its people. The surest witness gives the score, each further one a little more.
A page of movements costs the same few statements as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from vezne.banking.matching.decide import Clues, clues_of
from vezne.banking.models import Movement, TransferNotice
from vezne.banking.queries.directory import Directory, directory_read, wanted_of
from vezne.banking.queries.lines import line_of
from vezne.banking.reference import codec
from vezne.banking.types import NoticeState, Suggestion
from vezne.core.models import AuditEntry
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.turkish import fold
from vezne.core.wording import money_words
from vezne.ledger.models import CurrentAccount

MOST = 4
MOST_OF_A_SUM = 3
"""Buyers with something open of exactly this sum; more than that say nothing."""
SHORTEST_WORD = 3
MOST_WORDS = 6
COMMON_WORDS = frozenset(
    fold(
        "ltd şti limited şirketi anonim aş san sanayi tic ticaret ve ile dış iç paz pazarlama"
        " gıda tekstil inşaat hizmetleri gelen fast eft havale gönd ödeme fatura bedeli"
    ).split()
)
"""Words of so many firms that they name none."""
NOTICE, REFERENCE, IBAN, TAX_ID, PHONE, PROMISED, NAME, SUM = 96, 92, 86, 80, 72, 64, 52, 30
NOTICE_OF_ANOTHER_SUM, ONCE_A_PHONE, PART_OF_NAME = 70, 35, 42
TAKEN_OUT = 5
"""What is left to a buyer whom this very movement was taken out of again: it comes last."""
NEAR = timedelta(days=10)

SUMS = """
SELECT i.currency, i.total_minor - i.paid_minor, i.current_account_id, i.reference, FALSE
FROM invoicing_invoice i
WHERE i.seller_id = %(seller)s AND i.status = 'open'
  AND i.total_minor - i.paid_minor = ANY(%(sums)s)
UNION ALL
SELECT p.currency, p.amount_minor, p.current_account_id, i.reference, TRUE
FROM banking_promise p JOIN invoicing_invoice i ON i.id = p.invoice_id
WHERE p.seller_id = %(seller)s AND p.ended_at IS NULL AND p.amount_minor = ANY(%(sums)s)
"""
# A person often pays for its firm: the names of members count as the firm's own.
NAMES = """
SELECT c.id, a.search_key || ' ' || COALESCE((
    SELECT string_agg(lower(translate(u.first_name || ' ' || u.last_name,
        'ıİşŞğĞüÜöÖçÇ', 'iissgguuoocc')), ' ')
    FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE m.account_id = a.id AND m.ended_at IS NULL), '')
FROM ledger_currentaccount c JOIN accounts_account a ON a.id = c.buyer_id
WHERE c.seller_id = %(seller)s AND c.buyer_id <> c.seller_id
  AND (a.search_key LIKE ANY(%(like)s) OR EXISTS (
    SELECT 1 FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE m.account_id = a.id AND m.ended_at IS NULL
      AND lower(translate(u.first_name || ' ' || u.last_name,
          'ıİşŞğĞüÜöÖçÇ', 'iissgguuoocc')) LIKE ANY(%(like)s)))
LIMIT 2000
"""
WHO = """
SELECT c.id, c.buyer_id, c.public_id, a.public_id, a.name, a.number
FROM ledger_currentaccount c JOIN accounts_account a ON a.id = c.buyer_id
WHERE c.id = ANY(%(ids)s) AND c.seller_id = %(seller)s AND c.buyer_id <> c.seller_id
"""


@dataclass(slots=True)
class _Case:
    """What speaks for one buyer."""

    score: int = 0
    reasons: list[str] = field(default_factory=list)
    notice_public_id: str = ""

    def belie(self, reason: str) -> None:
        """A person has said that it is not this one: nothing else speaks louder."""
        self.score = TAKEN_OUT
        if reason not in self.reasons:
            self.reasons.insert(0, reason)

    def add(self, score: int, reason: str) -> None:
        extra = 3 if self.score else 0  # a second witness makes it likelier
        self.score = min(99, max(self.score, score) + extra)
        if reason not in self.reasons:
            self.reasons.append(reason)


Cases = dict[int, _Case]


def suggestions_for(movement: Movement) -> list[Suggestion]:
    """The buyers that one movement of the caller's scope may belong to, the likeliest first."""
    return suggestions_of([movement], seller_id=movement.seller_id)[movement.pk]


def suggestions_of(movements: Sequence[Movement], *, seller_id: int) -> dict[int, list[Suggestion]]:
    """The same for a page of one seller's movements, by movement.

    Read in system scope and narrowed to the seller: phones and names are rows of the buyers.
    """
    found: dict[int, Cases] = {row.pk: defaultdict(_Case) for row in movements}
    if not movements:
        return {}
    with acting_as_system("banking: suggestions"):
        _by_notices(movements, seller_id, found)
        _by_clues(movements, seller_id, found)
        _by_sums(movements, seller_id, found)
        _by_names(movements, seller_id, found)
        _by_corrections(movements, seller_id, found)
        return _ranked(found, seller_id)


def _by_corrections(movements: Sequence[Movement], seller_id: int, found: dict[int, Cases]) -> None:
    """Whom a movement was taken out of is the least likely to own it; the log knows them."""
    rounds = {row.public_id: row for row in movements if row.rounds}
    if not rounds:
        return
    log = AuditEntry.objects.filter(
        account_id=seller_id, action="bank.unassigned", subject__in=list(rounds)
    )
    taken = [
        (subject, one["account"])
        for subject, details in log.values_list("subject", "details")
        for one in details.get("taken", [])
    ]
    accounts = CurrentAccount.objects.filter(public_id__in={account for _row, account in taken})
    ids = dict(accounts.values_list("public_id", "pk"))
    for subject, account in taken:
        cases = found[rounds[subject].pk]
        if ids.get(account) in cases:
            cases[ids[account]].belie(_("Bu hesaba yazılmış, geri alınmıştı."))


def _by_notices(movements: Sequence[Movement], seller_id: int, found: dict[int, Cases]) -> None:
    sums = {row.amount_minor for row in movements}
    indexes = {row.iban_index for row in movements} - {""}
    days = [row.booked_on for row in movements]
    notices = TransferNotice.objects.filter(
        Q(amount_minor__in=sums) | Q(iban_index__in=indexes),
        seller_id=seller_id,
        state=NoticeState.OPEN,
        sent_on__range=(min(days) - NEAR, max(days) + NEAR),
    )
    for notice in notices.order_by("pk"):
        for row in movements:
            if abs(row.booked_on - notice.sent_on) <= NEAR:
                _note_notice(row, notice, found[row.pk])


def _note_notice(row: Movement, notice: TransferNotice, cases: Cases) -> None:
    words = {"on": f"{notice.sent_on:%d.%m.%Y}", "name": notice.sender_name}
    if (row.amount_minor, row.currency) == (notice.amount_minor, notice.currency):
        case = cases[notice.current_account_id]
        text = _("Bu tutarda havale bildirdi (%(on)s, gönderen %(name)s).")
        case.add(NOTICE, text % words)
        case.notice_public_id = case.notice_public_id or notice.public_id
    elif row.iban_index and row.iban_index == notice.iban_index:
        text = _("Bu IBAN'dan başka bir tutarda havale bildirdi (%(on)s).")
        cases[notice.current_account_id].add(NOTICE_OF_ANOTHER_SUM, text % words)


def _by_clues(movements: Sequence[Movement], seller_id: int, found: dict[int, Cases]) -> None:
    clues = {row.pk: clues_of(line_of(row), codec=codec(), with_phones=True) for row in movements}
    directory = directory_read(seller_id=seller_id, wanted=wanted_of(clues.values()))
    for row in movements:
        meant = directory.meanings(clues[row.pk], at=row.bank_at, on=row.booked_on)
        cases = found[row.pk]
        for score, accounts, words in (
            (REFERENCE, meant.references, _("Açıklamada bu hesabın kodu var.")),
            (IBAN, meant.ibans, _("Gönderen IBAN bu hesaba kayıtlı.")),
            (TAX_ID, meant.tax_ids, _("VKN/TCKN bu hesabın.")),
            (PHONE, meant.phones, _("Açıklamadaki telefon bu hesabın kullanıcısının.")),
        ):
            for account in accounts:
                cases[account].add(score, words)
        for account in _once(directory, clues[row.pk]) - meant.phones:
            text = _("Açıklamadaki telefon başka bir tarihte bu hesabındı.")
            cases[account].add(ONCE_A_PHONE, text)
        _note_sum(row, directory, cases)


def _once(directory: Directory, clues: Clues) -> set[int]:
    """Whose the phones of the words were at any time."""
    spans = [span for phone in clues.phones for span in directory.phones.get(phone, ())]
    return {span.current_account_id for span in spans}


def _note_sum(row: Movement, directory: Directory, cases: Cases) -> None:
    for account, case in cases.items():
        owed = directory.open_sums.get(account, {}).get(row.currency, [])
        if len(owed) > 1 and sum(owed) == row.amount_minor:
            case.add(SUM, _("Tutar açık ödemelerinin toplamı."))


def _by_sums(movements: Sequence[Movement], seller_id: int, found: dict[int, Cases]) -> None:
    by_sum: dict[tuple[str, int], list[tuple[int, str, bool]]] = defaultdict(list)
    with connection.cursor() as cursor:
        sums = list({row.amount_minor for row in movements})
        cursor.execute(SUMS, {"seller": seller_id, "sums": sums})
        for currency, amount, account, reference, is_promised in cursor.fetchall():
            by_sum[currency, amount].append((account, reference, is_promised))
    for row in movements:
        same = by_sum.get((row.currency, row.amount_minor), [])
        is_telling = len({account for account, _ref, _is in same}) <= MOST_OF_A_SUM
        for account, reference, is_promised in same:
            if not is_telling and account not in found[row.pk]:
                continue
            words = {"amount": money_words(Money(row.amount_minor, row.currency)), "ref": reference}
            if is_promised:
                text = _("%(ref)s için havale seçti, tutarı %(amount)s.")
                found[row.pk][account].add(PROMISED, text % words)
            else:
                text = _("Açık ödemesi %(ref)s tam bu tutarda.")
                found[row.pk][account].add(SUM, text % words)


def _telling_words(text: str) -> list[str]:
    bare = "".join(c if c.isalnum() else " " for c in fold(text))
    words = [word for word in bare.split() if len(word) >= SHORTEST_WORD and word.isalpha()]
    return [word for word in words if word not in COMMON_WORDS][:MOST_WORDS]


def _by_names(movements: Sequence[Movement], seller_id: int, found: dict[int, Cases]) -> None:
    words = {row.pk: _telling_words(row.counterparty_name or row.description) for row in movements}
    like = [f"%{word}%" for word in {word for many in words.values() for word in many}]
    if not like:
        return
    with connection.cursor() as cursor:
        cursor.execute(NAMES, {"seller": seller_id, "like": like})
        names = {account: set(key.split()) for account, key in cursor.fetchall()}
    for row in movements:
        wanted = words[row.pk]
        for account, own in names.items():
            hits = [word for word in wanted if word in own]
            is_enough = len(hits) >= 2 or (len(hits) == len(wanted) == 1)
            if not is_enough:
                continue
            score = NAME if len(hits) == len(wanted) else PART_OF_NAME
            text = _("Gönderen adı benziyor: %(words)s.") % {"words": " ".join(hits)}
            found[row.pk][account].add(score, text)


def _ranked(found: dict[int, Cases], seller_id: int) -> dict[int, list[Suggestion]]:
    ids = {account for cases in found.values() for account in cases}
    with connection.cursor() as cursor:
        cursor.execute(WHO, {"ids": list(ids), "seller": seller_id})
        who = {row[0]: row for row in cursor.fetchall()}
    return {
        movement: sorted(_shown(cases, who), key=lambda one: -one.score)[:MOST]
        for movement, cases in found.items()
    }


def _shown(
    cases: Cases, who: dict[int, tuple[int, int, str, str, str, int]]
) -> Iterator[Suggestion]:
    for account, case in cases.items():
        if account not in who:
            continue
        _pk, buyer_id, public_id, buyer_public_id, name, number = who[account]
        yield Suggestion(
            current_account_id=account,
            buyer_id=buyer_id,
            buyer_public_id=buyer_public_id,
            buyer_name=name,
            score=case.score,
            reasons=tuple(case.reasons),
            current_account_public_id=public_id,
            buyer_number=number,
            notice_public_id=case.notice_public_id,
        )
