"""Who is meant by what was typed (e-mail address, telephone number, user name) or by a session."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from vezne.accounts.queries import find_user, find_user_by_id


class VezneBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend (equal time for unknown names, no inactive users) with our look-up."""

    def _authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - allauth's signature
        **credentials: str,
    ) -> AbstractBaseUser | None:
        typed = credentials.get("username") or credentials.get("email") or ""
        user: AbstractBaseUser | None = self._check_password(
            find_user(typed), credentials.get("password", "")
        )
        return user

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        """The user of a session, read with every page; None when not active any more."""
        user = find_user_by_id(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
