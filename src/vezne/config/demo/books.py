"""What people decide on the demo's current accounts, each on its day: entries by hand, terms,
letters and their answers, money into the wallet and a wish to have some of it back.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings

from vezne.config.demo.opening import Firm, Story
from vezne.core.calendar import istanbul_date
from vezne.core.money import Money
from vezne.flows.letters import letter_answered, letter_mail
from vezne.flows.opening import Opening, form_open_somewhere
from vezne.flows.payouts import payout_wish
from vezne.flows.settlement import ask_and_settle
from vezne.flows.wallet import LoadWish, load_prepare
from vezne.ledger.models import CurrentAccount
from vezne.ledger.queries import current_account_for
from vezne.ledger.services import credit_limit_set, current_account_open
from vezne.payments.services import AttemptWishes
from vezne.receivables.models import Letter
from vezne.receivables.services import buyer_terms_set, entry_approve, entry_ask
from vezne.receivables.types import EntryDraft, EntryKind, LetterState, PayoutDraft

PAYER_IBAN = "TR590090300000001234567890"
FIRST_CARD, BY_TRANSFER, ROUNDS_UP, PAYS_LATE = (
    "Çınar Mobilya", "Gölge Optik", "Derin Su Arıtma", "Işık Kırtasiye",
)  # fmt: skip
LETTER_DAY = 92


def books_keep(story: Story, day: int, now: datetime) -> None:
    """Do what people have decided for this day of the story."""
    for wish in _DAYS.get(day, ()):
        wish(story, now)


def _bring_over(story: Story, now: datetime) -> None:
    """What two firms brought from the seller's earlier books."""
    debt = EntryDraft(
        EntryKind.OPENING_DEBT, 1_850_00, "TRY", "Önceki programdan devir",
        due_on=istanbul_date(now + timedelta(days=10)), description="Önceki hesaptan devir",
    )  # fmt: skip
    prepaid = EntryDraft(
        EntryKind.OPENING_CREDIT, 420_00, "TRY", "Önceki programdan devir",
        description="Önceki hesaptan devir",
    )  # fmt: skip
    for name, draft in ((BY_TRANSFER, debt), (FIRST_CARD, prepaid)):
        buyer = story.firm(name).account
        account = current_account_open(seller_id=story.seller.pk, buyer_id=buyer.pk, now=now)
        entry_ask(current_account=account, draft=draft, actor=story.staff[0], now=now)


def _grant_terms(story: Story, now: datetime) -> None:
    """A firm that pays by transfer may owe up to a limit, and has two weeks to pay."""
    account = _account(story, story.firm(BY_TRANSFER))
    credit_limit_set(
        current_account_id=account.pk, limit_minor=25_000_00, actor=story.staff[0], now=now
    )
    buyer_terms_set(
        current_account=account,
        payment_days=14,
        is_late_exempt=False,
        actor=story.staff[0],
        now=now,
    )


def _debit(story: Story, now: datetime) -> None:
    """Work beside the subscription, paid with the next card payment."""
    draft = EntryDraft(
        EntryKind.DEBIT_NOTE, 1_500_00, "TRY", "Ek hizmet bedeli", kdv_rate_bp=2_000,
        description="Yerinde eğitim, yarım gün",
    )  # fmt: skip
    account = _account(story, story.firm(FIRST_CARD))
    entry_ask(current_account=account, draft=draft, actor=story.staff[1], now=now)


def _credit(story: Story, now: datetime) -> None:
    """Something given back for hours without service."""
    draft = EntryDraft(
        EntryKind.CREDIT_NOTE, 150_00, "TRY", "Kesinti", kdv_rate_bp=2_000,
        description="14 saatlik kesinti için",
    )  # fmt: skip
    account = _account(story, story.firm(PAYS_LATE))
    entry_ask(current_account=account, draft=draft, actor=story.staff[1], now=now)


def _credit_of_two(story: Story, now: datetime) -> None:
    """Above the seller's limit: one asks, the other agrees."""
    draft = EntryDraft(
        EntryKind.CREDIT_NOTE, 9_000_00, "TRY", "Yıl sonu iskontosu", kdv_rate_bp=2_000,
        description="Yıllık alım iskontosu",
    )  # fmt: skip
    asker, other = story.staff
    account = _account(story, story.firm("Yedi Renk Boya"))
    entry = entry_ask(current_account=account, draft=draft, actor=other, now=now)
    entry_approve(entry_id=entry.pk, actor=asker, now=now)


def _debit_that_waits(story: Story, now: datetime) -> None:
    """Above the limit again, and nobody has looked at it yet."""
    draft = EntryDraft(
        EntryKind.DEBIT_NOTE, 14_000_00, "TRY", "Özel geliştirme", kdv_rate_bp=2_000,
        description="Muhasebe bağlantısı, özel geliştirme",
    )  # fmt: skip
    account = _account(story, story.firm("Nar Ajans"))
    entry_ask(current_account=account, draft=draft, actor=story.staff[1], now=now)


def _write_letters(story: Story, now: datetime) -> None:
    """The balances of the day before, to three firms."""
    for name in (FIRST_CARD, ROUNDS_UP, PAYS_LATE):
        letter_mail(
            current_account=_account(story, story.firm(name)),
            as_of=istanbul_date(now) - timedelta(days=1),
            currency="TRY",
            actor=story.staff[0],
            now=now,
        )


def _agree(story: Story, now: datetime) -> None:
    _answer(story, FIRST_CARD, now, note="")


def _disagree(story: Story, now: datetime) -> None:
    words = "Son ödememizin fazlası bakiyede görünüyor, bizde gider yazılmış. Ekstre rica ederiz."
    _answer(story, ROUNDS_UP, now, note=words)


def _answer(story: Story, name: str, now: datetime, *, note: str) -> None:
    firm = story.firm(name)
    letter = Letter.objects.get(buyer_id=firm.account.pk, state=LetterState.WAITING)
    letter_answered(
        letter=letter,
        is_agreed=not note,
        note=note,
        answered_by=firm.buyer.person,
        actor=firm.actor,
        now=now,
    )


def _load(story: Story, now: datetime) -> None:
    """Money into the wallet, by card."""
    firm = story.firm(FIRST_CARD)
    wishes = AttemptWishes()
    attempt = load_prepare(
        current_account=_account(story, firm),
        wish=LoadWish(Money(2_500_00, "TRY"), firm.address, wishes),
        now=now,
        actor=firm.actor,
    )
    opening = Opening(
        wishes=wishes,
        return_url_of=lambda public_id: f"{settings.VEZNE_WEB_URL}/odeme/donus/{public_id}/",
        language="tr",
        ip=None,
        actor=firm.actor,
    )
    attempt = form_open_somewhere(attempt=attempt, opening=opening, now=now)
    story.payer.pay(attempt.page_url, holder=firm.buyer.person, fields=attempt.form_fields)
    ask_and_settle(attempt_id=attempt.pk, source="return", now=now)


def _ask_back(story: Story, now: datetime) -> None:
    """Some of it is wanted back on a bank account; the seller has not answered."""
    firm = story.firm(FIRST_CARD)
    payout_wish(
        current_account=_account(story, firm),
        draft=PayoutDraft(750_00, "TRY", PAYER_IBAN, firm.buyer.legal_name),
        actor=firm.actor,
        now=now,
    )


def _account(story: Story, firm: Firm) -> CurrentAccount:
    return current_account_for(seller_id=story.seller.pk, buyer_id=firm.account.pk)


_Wish = Callable[[Story, datetime], None]
_DAYS: dict[int, tuple[_Wish, ...]] = {
    0: (_bring_over,),
    12: (_grant_terms,),
    60: (_credit,),
    75: (_debit,),
    85: (_credit_of_two,),
    LETTER_DAY: (_write_letters,),
    LETTER_DAY + 3: (_agree,),
    LETTER_DAY + 6: (_disagree,),
    103: (_load,),
    107: (_ask_back, _debit_that_waits),
}
