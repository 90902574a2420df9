"""What waits for the seller's people at its bank: counts, and for each movement the likely buyers.

A suggestion never moves money: it stands beside a button. It is ranked by the surest thing that
speaks for a buyer, and says every one of them in a sentence: codes, payers, tax ids and phones as
the matching reads them, a Havale/EFT notice, a promise or an open invoice of exactly this sum, the
sender's name. A page of movements costs the same few statements as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vezne.banking.matching.decide import clues_of
from vezne.banking.models import Movement, TransferNotice
from vezne.banking.queries.directory import Directory, directory_read, wanted_of
from vezne.banking.queries.lines import line_of
from vezne.banking.reference import codec
from vezne.banking.types import NoticeState, Suggestion
from vezne.core.money import Money
from vezne.core.scope import acting_as_system
from vezne.core.turkish import fold
from vezne.core.wording import money_words

MOST_SUGGESTED = 4
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

COUNTS = """
SELECT (SELECT count(*) FROM banking_movement WHERE seller_id = %(seller)s AND state = 'unmatched'),
       (SELECT count(*) FROM banking_transfernotice
        WHERE seller_id = %(seller)s AND state = 'open'),
       (SELECT count(*) FROM banking_banktask WHERE seller_id = %(seller)s AND closed_at IS NULL)
"""
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


@dataclass(frozen=True, slots=True)
class BankCounts:
    """What waits for a person."""

    queue: int
    notices: int
    tasks: int

    @property
    def total(self) -> int:
        """All of it: the menu's badge."""
        return self.queue + self.notices + self.tasks


def bank_counts(seller_id: int) -> BankCounts:
    """How much waits at the seller's bank; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"seller": seller_id})
        queue, notices, tasks = cursor.fetchone()
    return BankCounts(queue, notices, tasks)


@dataclass(frozen=True, slots=True)
class Likely:
    """A suggestion with what its button needs."""

    suggestion: Suggestion
    current_account_public_id: str
    buyer_number: int
    notice_public_id: str = ""  # the Havale/EFT notice that the assignment answers


@dataclass(slots=True)
class _Case:
    """What speaks for one buyer."""

    score: int = 0
    reasons: list[str] = field(default_factory=list)
    notice_public_id: str = ""

    def add(self, score: int, reason: str | Promise) -> None:
        extra = 3 if self.score else 0  # a second witness makes it likelier
        self.score = min(99, max(self.score, score) + extra)
        self.reasons.append(str(reason))


Cases = dict[int, _Case]


def likely_buyers(movements: Sequence[Movement], *, seller_id: int) -> dict[int, list[Likely]]:
    """By movement the buyers that it may belong to, the likeliest first; of one seller's rows.

    Read in system scope and narrowed to the seller: phones and names are rows of the buyers.
    """
    found: dict[int, Cases] = {row.pk: defaultdict(_Case) for row in movements}
    if not movements:
        return {}
    with acting_as_system("reports: bank suggestions"):
        _by_notices(movements, seller_id, found)
        _by_clues(movements, seller_id, found)
        _by_sums(movements, seller_id, found)
        _by_names(movements, seller_id, found)
        return _ranked(found, seller_id)


def _by_notices(movements: Sequence[Movement], seller_id: int, found: dict[int, Cases]) -> None:
    sums = {row.amount_minor for row in movements}
    notices = TransferNotice.objects.filter(
        seller_id=seller_id, state=NoticeState.OPEN, amount_minor__in=sums
    )
    for notice in notices.order_by("pk"):
        for row in movements:
            if (row.amount_minor, row.currency) != (notice.amount_minor, notice.currency):
                continue
            if row.booked_on < notice.sent_on - timedelta(days=1):
                continue
            case = found[row.pk][notice.current_account_id]
            words = _("Alıcı bu tutarda havale bildirdi (%(on)s, gönderen %(name)s).")
            case.add(
                NOTICE, words % {"on": f"{notice.sent_on:%d.%m.%Y}", "name": notice.sender_name}
            )
            case.notice_public_id = case.notice_public_id or notice.public_id


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
        _note_sum(row, directory, cases)


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
            score = NAME if len(hits) == len(wanted) else NAME - 10
            text = _("Gönderen adı benziyor: %(words)s.") % {"words": " ".join(hits)}
            found[row.pk][account].add(score, text)


def _ranked(found: dict[int, Cases], seller_id: int) -> dict[int, list[Likely]]:
    ids = {account for cases in found.values() for account in cases}
    with connection.cursor() as cursor:
        cursor.execute(WHO, {"ids": list(ids), "seller": seller_id})
        who = {row[0]: row for row in cursor.fetchall()}
    return {
        movement: sorted(_likely(cases, who), key=lambda one: -one.suggestion.score)[
            :MOST_SUGGESTED
        ]
        for movement, cases in found.items()
    }


def _likely(cases: Cases, who: dict[int, tuple[int, int, str, str, str, int]]) -> Iterable[Likely]:
    for account, case in cases.items():
        if account not in who:
            continue
        _pk, buyer_id, public_id, buyer_public_id, name, number = who[account]
        suggestion = Suggestion(
            account, buyer_id, buyer_public_id, name, case.score, tuple(dict.fromkeys(case.reasons))
        )
        yield Likely(suggestion, public_id, number, case.notice_public_id)
