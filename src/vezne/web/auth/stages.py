"""The steps between a right password and an open session that differ from allauth's."""

from __future__ import annotations

from allauth.account import stages
from django.http import HttpResponseBase


class EmailVerificationStage(stages.EmailVerificationStage):  # type: ignore[misc]
    """Asks for a confirmed e-mail address, of those who have one: an agent's staff may not."""

    def handle(self) -> tuple[HttpResponseBase | None, bool]:
        """The page "we sent you a mail", or nothing; and whether the sign-in may go on."""
        if self.login.user is not None and not self.login.user.email:
            return None, True
        answer: tuple[HttpResponseBase | None, bool] = super().handle()
        return answer
