"""What allauth mails is said in the words of the catalogue, in the reader's language."""

from __future__ import annotations

import pytest
from allauth.account.adapter import get_adapter
from django.core import mail

from tests.factories import make_buyer, make_member
from vezne.accounts.models import User
from vezne.flows.sign_in_mail import KINDS
from vezne.notify.kinds import list_kinds
from vezne.notify.wishes import Way, is_fixed

pytestmark = pytest.mark.django_db
ADDRESS = "http://localhost:8000/e-posta-onay/abc/"


@pytest.mark.parametrize("template", sorted(KINDS))
@pytest.mark.parametrize("language", ["tr", "en"])
def test_each_mail_is_of_the_catalogue_and_cannot_be_switched_off(
    template: str, language: str
) -> None:
    user = make_member(make_buyer())
    User.objects.filter(pk=user.pk).update(language=language)
    user.refresh_from_db()
    context = {"user": user, "activate_url": ADDRESS, "password_reset_url": ADDRESS}

    get_adapter().send_mail(f"account/email/{template}", user.email, context)

    kind = KINDS[template][0]
    assert kind in list_kinds()
    assert is_fixed(kind, Way.MAIL)
    (sent,) = mail.outbox
    assert (sent.to, "%(" in sent.body) == ([user.email], False)
    if "confirmation" in template:
        assert ADDRESS in sent.body
        wanted = {"tr": "E-posta adresinizi onaylayın", "en": "Confirm your e-mail address"}
        assert sent.subject == wanted[language]
