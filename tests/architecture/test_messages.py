"""Every message that the product can say is whole in both languages, mail included."""

from __future__ import annotations

import pytest

from vezne.config.binding import CATALOGUE
from vezne.notify.kinds import MessageKind, list_kinds
from vezne.notify.render import render_message
from vezne.notify.types import Rendered, Voice

VOICE = Voice(seller_id=None, brand="Nar Bilişim", support="0212 612 44 55 · destek@nar.example")
URL = "http://localhost:8000/hizmetlerim/"
LANGUAGES = ("tr", "en")


def rendered(kind: MessageKind, language: str) -> Rendered:
    return render_message(kind=kind, language=language, context=kind.sample, voice=VOICE, url=URL)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list_kinds(), ids=lambda kind: kind.key)
def test_a_message_renders_whole_with_its_sample(kind: MessageKind, language: str) -> None:
    message = rendered(kind, language)

    assert message.title
    assert message.first_line
    for part in (message.title, message.text, message.html, message.action):
        assert "%(" not in part
        assert "None" not in part
    assert message.title in message.text
    assert message.html.lstrip().lower().startswith("<!doctype html")
    assert "<mj-" not in message.html
    assert "googleapis" not in message.html  # a reader's mail program asks nobody else
    if kind.action:
        assert URL in message.text
        assert URL in message.html


@pytest.mark.parametrize("kind", list_kinds(), ids=lambda kind: kind.key)
def test_the_english_words_are_not_the_turkish_ones(kind: MessageKind) -> None:
    assert rendered(kind, "en").title != rendered(kind, "tr").title
    for word in (kind.title, *kind.paragraphs):
        assert str(word)  # the source words are Turkish and never empty


def test_a_message_that_cannot_be_switched_off_says_what_is_owed_or_done() -> None:
    legal = [kind.key for kind in list_kinds() if kind.is_legal]

    assert {"invoice.due_today", "invoice.last_day", "subscription.suspended"} <= set(legal)
    assert {"payment.received", "legal.accepted"} <= set(legal)


def test_only_what_cannot_wait_goes_by_sms_in_its_own_words() -> None:
    """A text costs the seller money, so each kind that has one stands here."""
    kinds = [kind for module in CATALOGUE for kind in module.ALL if kind.sms]
    openings = {kind.key: str(kind.sms).removeprefix("%(brand)s").lstrip(": ") for kind in kinds}

    assert {key: words[:30] for key, words in openings.items()} == {
        "invoice.overdue": "%(service)s için %(amount)s ge",
        "invoice.last_day": "%(service)s için %(amount)s öd",
        "subscription.suspended": "%(platform)s modülleri kapandı",
        "subscription.opened": "%(platform)s paneliniz yeniden",
        "payment.card_failed": "%(amount)s kayıtlı kartınızdan",
        "people.code": "doğrulama kodunuz: %(code)s. %",
        "ticket.answered": "#%(number)s numaralı destek ta",
    }


def test_values_are_escaped_in_the_mail() -> None:
    kind = next(kind for kind in list_kinds() if kind.key == "invoice.reminder")
    nasty = {**kind.sample, "plan": "<b>A & B</b>"}

    message = render_message(kind=kind, language="tr", context=nasty, voice=VOICE, url=URL)

    assert "<b>A" not in message.html
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in message.html
    assert "<b>A & B</b>" in message.text
