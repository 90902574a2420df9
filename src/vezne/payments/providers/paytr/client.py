"""One HTTP call to PayTR: fields hashed and sent as a form, JSON read; nothing is retried."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vezne.payments.providers.base import ProviderInDoubt
from vezne.payments.providers.http import post_form
from vezne.payments.providers.paytr.signing import token_of

Answer = dict[str, Any]


class PayTRClient:
    """The keys and the address of one shop (mağaza)."""

    def __init__(
        self,
        *,
        base_url: str,
        merchant_id: str,
        merchant_key: str,
        merchant_salt: str,
        is_test: bool,
    ) -> None:
        """PayTR has one host; `is_test` asks for its test mode with each order."""
        self.base_url = base_url.rstrip("/")
        self.merchant_id = merchant_id
        self.merchant_key = merchant_key
        self.merchant_salt = merchant_salt
        self.is_test = is_test

    @property
    def test_mode(self) -> str:
        """As orders spell it."""
        return "1" if self.is_test else "0"

    def post(self, path: str, fields: Mapping[str, str], hashed: tuple[str, ...]) -> Answer:
        """Send a form with its token over `hashed` (in order); an object is expected.

        Raises: ProviderRetryable, ProviderInDoubt.
        """
        answer = self.post_any(path, fields, hashed)
        if not isinstance(answer, dict):
            raise ProviderInDoubt("no object")
        return answer

    def post_any(self, path: str, fields: Mapping[str, str], hashed: tuple[str, ...]) -> Any:
        """As `post`, for the calls that answer a list."""
        token = token_of(
            merchant_key=self.merchant_key, merchant_salt=self.merchant_salt, fields=hashed
        )
        sent = {"merchant_id": self.merchant_id, **fields, "paytr_token": token}
        raw = post_form(self.base_url + path, sent)
        try:
            return json.loads(raw, parse_float=str, parse_int=str)
        except ValueError:
            raise ProviderInDoubt("no JSON") from None
