from __future__ import annotations

import pytest

from vezne.accounts.errors import InvalidKeyScope, InvalidOrigin
from vezne.accounts.models import ApiKey
from vezne.accounts.queries import api_key_find
from vezne.accounts.services import api_key_create, api_key_revoke
from vezne.accounts.tests.people import NOW, make_seller
from vezne.core.audit import SYSTEM
from vezne.core.scope import acting_as

pytestmark = pytest.mark.django_db


def test_a_key_is_found_by_its_secret_and_kept_as_a_hash() -> None:
    robo = make_seller()

    with acting_as(robo.pk, "desk"):
        key, secret = api_key_create(
            account_id=robo.pk,
            name="HR paneli",
            scopes=["portal_sessions:write", "entitlements:read"],
            return_origins=["https://Panel.Robo.example/"],
            now=NOW,
            actor=SYSTEM,
        )
        assert secret not in str(vars(ApiKey.objects.get()))

    found = api_key_find(secret)
    assert found is not None
    assert (found.public_id, found.account_id) == (key.public_id, robo.pk)
    assert found.scopes == {"entitlements:read", "portal_sessions:write"}
    assert found.return_origins == ("https://panel.robo.example",)
    assert secret.startswith(key.prefix)


def test_a_revoked_or_unknown_key_opens_nothing() -> None:
    robo = make_seller()
    with acting_as(robo.pk, "desk"):
        key, secret = api_key_create(
            account_id=robo.pk, name="HR", scopes=["usage:write"], now=NOW, actor=SYSTEM
        )
        for _ in range(2):
            api_key_revoke(account_id=robo.pk, public_id=key.public_id, now=NOW, actor=SYSTEM)

    assert api_key_find(secret) is None
    assert api_key_find("vzn_unknown") is None
    assert api_key_find("") is None


@pytest.mark.parametrize("origin", ["http://robo.example", "https://a/b", "javascript:x", "x"])
def test_a_return_address_is_https_and_no_page(origin: str) -> None:
    robo = make_seller()

    with acting_as(robo.pk, "desk"), pytest.raises(InvalidOrigin):
        api_key_create(
            account_id=robo.pk,
            name="HR",
            scopes=[],
            return_origins=[origin],
            now=NOW,
            actor=SYSTEM,
        )


def test_a_scope_is_noun_and_verb() -> None:
    robo = make_seller()

    with acting_as(robo.pk, "desk"), pytest.raises(InvalidKeyScope):
        api_key_create(account_id=robo.pk, name="HR", scopes=["all"], now=NOW, actor=SYSTEM)
