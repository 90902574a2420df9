"""The bank's 3D page: a code to the holder's phone, typed back, three tries."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vezne_sandbox.cardbank.cards import TestCard, find_by_fingerprint, fingerprint
from vezne_sandbox.cardbank.models import Challenge, ChallengeState
from vezne_sandbox.sms.services import sms_receive

WRONG_CODES_ALLOWED = 3
_WORDS = "Doğrulama kodunuz: {code}. {amount} tutarındaki işleminiz için {bank}."


@dataclass(frozen=True)
class Asked:
    """What the holder is asked to confirm."""

    card: TestCard
    shop: str
    amount_text: str
    phone: str
    return_path: str


def challenge_open(asked: Asked, *, now: datetime) -> Challenge:
    """Open the bank's page and send the code; a card without 3D is refused at once."""
    is_available = asked.card.is_threeds_available
    challenge = Challenge.objects.create(
        token=secrets.token_urlsafe(24),
        code=f"{secrets.randbelow(10**6):06d}" if is_available else "",
        state=ChallengeState.OPEN if is_available else ChallengeState.REFUSED,
        md_status="" if is_available else "5",
        bank=asked.card.bank,
        shop=asked.shop,
        amount_text=asked.amount_text,
        last_four=asked.card.last_four,
        card_fingerprint=fingerprint(asked.card.number),
        phone=asked.phone,
        return_path=asked.return_path,
        created_at=now,
    )
    if is_available:
        code_send(challenge, now=now)
    return challenge


def code_send(challenge: Challenge, *, now: datetime) -> None:
    """The bank's message with the code."""
    sms_receive(
        number=challenge.phone,
        sender=challenge.bank.upper().replace(" ", "")[:11],
        text=_WORDS.format(code=challenge.code, amount=challenge.amount_text, bank=challenge.bank),
        now=now,
        code=challenge.code,
    )


def challenge_find(token: str) -> Challenge | None:
    """The page behind a token."""
    return Challenge.objects.filter(token=token).exclude(token="").first()


def challenge_answer(token: str, *, code: str | None) -> Challenge | None:
    """What the holder typed; None = gave up. Once answered, nothing changes any more."""
    with transaction.atomic():
        challenge = Challenge.objects.select_for_update().filter(token=token).first()
        if challenge is None or challenge.state != ChallengeState.OPEN:
            return challenge
        if code is not None and code != challenge.code:
            challenge.wrong_codes += 1
            challenge.save(update_fields=["wrong_codes"])
            if challenge.wrong_codes < WRONG_CODES_ALLOWED:
                return challenge
        is_right = code == challenge.code
        card = find_by_fingerprint(challenge.card_fingerprint)
        challenge.md_status = card.md_status if card and is_right else "0"
        is_confirmed = challenge.md_status == "1"
        challenge.state = ChallengeState.CONFIRMED if is_confirmed else ChallengeState.REFUSED
        challenge.code = ""
        challenge.save()
    return challenge
